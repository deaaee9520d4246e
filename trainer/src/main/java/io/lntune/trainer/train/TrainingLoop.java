package io.lntune.trainer.train;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.BatchSampler;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.engine.UpdateResult;
import io.lntune.trainer.optimizer.LearningRateSchedule;
import java.util.ArrayList;
import java.util.List;

/** Batches in, updates out. Everything else is a listener. */
public final class TrainingLoop {
  private static final double NANOSECONDS = 1e9;

  private final TrainingEngine engine;
  private final Dataset data;
  private final TrainingSettings settings;
  private final List<TrainingListener> listeners;
  private final LossReading reading;
  private final LabelCheck labels;
  private final Batching batching;
  private final BatchSampler sampler;
  private final long totalSteps;

  /** A loop that has not started. */
  public TrainingLoop(
      TrainingEngine engine,
      TrainingPlan plan,
      Dataset data,
      TrainingSettings settings,
      List<TrainingListener> listeners) {
    this.engine = engine;
    this.data = data;
    this.settings = settings;
    this.listeners = new ArrayList<>(listeners);
    this.reading = new LossReading(plan);
    this.labels = new LabelCheck(plan);
    this.batching = Batching.of(settings, data);
    this.sampler =
        BatchSampler.shuffled(
            data.size(), batching.batchSize(), settings.seed(), batching.dropLast());
    long perEpoch = batching.updatesPerEpoch(data);
    this.totalSteps =
        settings.steps() > 0 ? settings.steps() : Math.multiplyExact(perEpoch, settings.epochs());
  }

  /** Where the next example comes from; saved and restored with checkpoints. */
  BatchSampler sampler() {
    return sampler;
  }

  /** Adds one that is told after those that are there. */
  void listen(TrainingListener listener) {
    listeners.add(listener);
  }

  /** Optimizer updates from the first to the last. */
  public long totalSteps() {
    return totalSteps;
  }

  /** The course of the learning rate. */
  public LearningRateSchedule schedule() {
    return settings
        .schedule()
        .create(settings.learningRate(), settings.warmup(totalSteps), totalSteps);
  }

  /**
   * Trains until the last step.
   *
   * @throws LntuneException when a label is out of range or the loss is no longer finite
   */
  public void run() {
    LearningRateSchedule schedule = schedule();
    long start = System.nanoTime();
    long examples = 0;
    listeners.forEach(listener -> listener.onStart(engine.updates(), totalSteps));
    TrainingState state = null;
    while (engine.updates() < totalSteps) {
      for (int i = 0; i < batching.accumulation() && (i == 0 || sampler.hasNext()); i++) {
        examples += addBatch();
      }
      double rate = schedule.at(engine.updates());
      UpdateResult update = engine.update(rate);
      double seconds = (System.nanoTime() - start) / NANOSECONDS;
      state =
          new TrainingState(
              engine.updates(),
              totalSteps,
              sampler.epoch(),
              update.loss(),
              rate,
              update.gradientNorm(),
              examples,
              seconds);
      for (TrainingListener listener : listeners) {
        listener.onStep(state);
      }
    }
    if (state != null) {
      for (TrainingListener listener : listeners) {
        listener.onEnd(state);
      }
    }
  }

  private int addBatch() {
    if (!sampler.hasNext()) {
      sampler.startNextEpoch();
    }
    long[] indices = sampler.next();
    Batch batch = data.batch(indices);
    labels.check(batch, indices);
    engine.add(batch.arrays(), reading.weight(batch));
    return batch.examples();
  }
}
