package io.lntune.tools.command;

import io.lntune.graph.emit.TrainingPlan;
import io.lntune.tools.cli.Output;
import io.lntune.tools.cli.Progress;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.engine.Evaluator;
import io.lntune.trainer.train.Evaluation;
import io.lntune.trainer.train.MicroBatches;
import io.lntune.trainer.train.TrainingListener;
import io.lntune.trainer.train.TrainingState;
import org.jspecify.annotations.Nullable;

/** Evaluates before training, after each epoch and at the end. */
final class EpochEvaluation implements TrainingListener {
  private final Evaluator engine;
  private final TrainingPlan plan;
  private final Dataset data;
  private final int batchSize;
  private final MicroBatches microBatches;
  private final Output output;
  private final Progress progress;
  private Evaluation.@Nullable Summary last;

  EpochEvaluation(
      Evaluator engine,
      TrainingPlan plan,
      Dataset data,
      int batchSize,
      MicroBatches microBatches,
      Output output,
      Progress progress) {
    this.engine = engine;
    this.plan = plan;
    this.data = data;
    this.batchSize = batchSize;
    this.microBatches = microBatches;
    this.output = output;
    this.progress = progress;
  }

  @Override
  public void onStart(long step, long totalSteps) {
    evaluate(step);
  }

  @Override
  public void onStep(TrainingState state) {
    if (state.epochEnd() || state.step() == state.totalSteps()) {
      evaluate(state.step());
    }
  }

  private void evaluate(long step) {
    last = Evaluation.run(engine, plan, data, batchSize, microBatches, (done, all) -> {});
    progress.endLine();
    output.note("evaluation at step " + step + ": " + SummaryText.line(last));
  }

  /** The latest outcome; null when nothing was evaluated. */
  Evaluation.@Nullable Summary last() {
    return last;
  }
}
