package io.lntune.trainer.train;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.BatchLimits;
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
  private final TrainingSettings settings;
  private final List<TrainingListener> listeners;
  private final BatchWeight weight;
  private final DividedBatches batches;
  private final Batching batching;
  private final BatchSampler sampler;
  private final long totalSteps;

  /** A loop that has not started. */
  public TrainingLoop(
      TrainingEngine engine,
      TrainingPlan plan,
      Dataset data,
      TrainingSettings settings,
      MicroBatches microBatches,
      List<TrainingListener> listeners) {
    this.engine = engine;
    this.settings = settings;
    this.listeners = new ArrayList<>(listeners);
    this.weight = new BatchWeight(plan);
    this.batches = new DividedBatches(plan, data, microBatches);
    this.batching = Batching.of(settings, data);
    this.sampler = sampler(data, settings);
    this.totalSteps =
        settings.length().steps() > 0
            ? settings.length().steps()
            : updates(settings.length().epochs());
  }

  private BatchSampler sampler(Dataset data, TrainingSettings settings) {
    BatchLimits limits = settings.limits();
    if (data.fixedBatchSize() < 1) {
      return limits.sampler(data, settings.seed());
    }
    if (limits.batchTokens() > 0) {
      throw LntuneException.usage(
          "The model takes exactly " + data.fixedBatchSize() + " examples at once",
          "Leave out --batch-tokens, or export the model with a dynamic batch axis.");
    }
    return BatchSampler.shuffled(
        data.size(), batching.batchSize(), settings.seed(), batching.dropLast());
  }

  private long updates(long epochs) {
    long first = ceil(sampler.batchesPerEpoch(), batching.accumulation());
    if (sampler.hasEqualEpochs()) {
      return Math.multiplyExact(first, epochs);
    }
    long updates = first;
    for (long epoch = 1; epoch < epochs; epoch++) {
      updates += ceil(sampler.batchesIn(epoch), batching.accumulation());
    }
    return updates;
  }

  private static long ceil(long value, long divisor) {
    return (value + divisor - 1) / divisor;
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
    return settings.rate().over(totalSteps);
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
              !sampler.hasNext(),
              sampler.padding(),
              update.loss(),
              update.parts(),
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
    batches.forEachPart(indices, part -> engine.add(part.arrays(), weight.of(part)));
    return indices.length;
  }
}
