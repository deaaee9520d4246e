package io.lntune.trainer.train;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.BatchSampler;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.engine.StepResult;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.metric.RunningMean;
import io.lntune.trainer.optimizer.ClippedNorm;
import io.lntune.trainer.optimizer.GlobalNormClipping;
import io.lntune.trainer.optimizer.GradientAccumulation;
import io.lntune.trainer.optimizer.LearningRateSchedule;
import io.lntune.trainer.optimizer.Optimizer;
import java.nio.FloatBuffer;
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
    this.sampler = BatchSampler.shuffled(data.size(), settings.batchSize(), settings.seed(), false);
    long perEpoch = ceil(sampler.batchesPerEpoch(), settings.accumulation());
    this.totalSteps =
        settings.steps() > 0 ? settings.steps() : Math.multiplyExact(perEpoch, settings.epochs());
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
    return settings
        .schedule()
        .create(settings.learningRate(), settings.warmup(totalSteps), totalSteps);
  }

  /**
   * Trains until the last step.
   *
   * @throws LntuneException when a label is out of range or the loss is no longer finite
   */
  public void run(Optimizer optimizer) {
    LearningRateSchedule schedule = schedule();
    GradientAccumulation accumulation = new GradientAccumulation(optimizer.parameters());
    long start = System.nanoTime();
    long examples = 0;
    listeners.forEach(listener -> listener.onStart(optimizer.stepCount(), totalSteps));
    TrainingState state = null;
    while (optimizer.stepCount() < totalSteps) {
      RunningMean loss = new RunningMean();
      for (int i = 0; i < settings.accumulation() && (i == 0 || sampler.hasNext()); i++) {
        examples += accumulate(accumulation, loss, optimizer.stepCount());
      }
      List<FloatBuffer> gradients = accumulation.mean();
      double norm = clip(gradients, optimizer.stepCount());
      double rate = schedule.at(optimizer.stepCount());
      optimizer.step(rate, gradients);
      accumulation.reset();
      double seconds = (System.nanoTime() - start) / NANOSECONDS;
      state =
          new TrainingState(
              optimizer.stepCount(),
              totalSteps,
              sampler.epoch(),
              loss.mean(),
              rate,
              norm,
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

  private int accumulate(GradientAccumulation accumulation, RunningMean loss, long step) {
    if (!sampler.hasNext()) {
      sampler.startNextEpoch();
    }
    long[] indices = sampler.next();
    Batch batch = data.batch(indices);
    labels.check(batch, indices);
    double weight = reading.weight(batch);
    if (weight == 0) {
      return batch.examples();
    }
    StepResult result = engine.step(batch.arrays());
    if (!Double.isFinite(result.loss())) {
      throw diverged("The loss is " + result.loss(), step);
    }
    loss.add(result.loss(), weight);
    accumulation.add(engine.gradients(), weight);
    return batch.examples();
  }

  private double clip(List<FloatBuffer> gradients, long step) {
    if (settings.clipNorm() > 0) {
      ClippedNorm clipped = new GlobalNormClipping(settings.clipNorm()).clip(gradients);
      if (!clipped.isFinite()) {
        throw diverged("The gradient is not finite", step);
      }
      return clipped.norm();
    }
    double norm = GlobalNormClipping.norm(gradients);
    if (!Double.isFinite(norm)) {
      throw diverged("The gradient is not finite", step);
    }
    return norm;
  }

  private static LntuneException diverged(String what, long step) {
    return LntuneException.badInput(
        what,
        "step " + (step + 1),
        "Check the data for NaN and infinite values; if it is clean, lower --learning-rate or"
            + " --clip-norm, or lengthen the warm-up.");
  }
}
