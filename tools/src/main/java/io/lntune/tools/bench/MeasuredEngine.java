package io.lntune.tools.bench;

import io.lntune.trainer.data.Batch;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.engine.StepModelEngine;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.engine.UpdateRule;
import io.lntune.trainer.optimizer.AdamWSettings;
import java.util.List;

/** Times steps and forward passes of one engine on one batch. */
final class MeasuredEngine implements AutoCloseable {
  private static final double NANOSECONDS = 1e9;
  private static final double LEARNING_RATE = 1e-3;
  private static final UpdateRule RULE = new UpdateRule(AdamWSettings.DEFAULT, 0);

  private final TrainingEngine engine;
  private final List<Batch> parts;

  MeasuredEngine(BenchPlan plan, EngineOptions options) {
    this.parts = plan.microBatches().of(plan.batch());
    this.engine = new StepModelEngine(plan.training(), options, RULE);
  }

  /** Seconds of one step: forward, backward, optimizer. */
  double step() {
    long start = System.nanoTime();
    for (Batch part : parts) {
      engine.add(part.arrays(), part.examples());
    }
    engine.update(LEARNING_RATE);
    return (System.nanoTime() - start) / NANOSECONDS;
  }

  /** Seconds of one forward pass up to the loss. */
  double forward() {
    long start = System.nanoTime();
    for (Batch part : parts) {
      engine.evaluate(part.arrays());
    }
    return (System.nanoTime() - start) / NANOSECONDS;
  }

  @Override
  public void close() {
    engine.close();
  }
}
