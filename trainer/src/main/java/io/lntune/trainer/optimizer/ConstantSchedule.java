package io.lntune.trainer.optimizer;

/**
 * A constant rate after warm-up.
 *
 * @param learningRate rate after warm-up
 * @param warmupSteps steps of linear rise from 0
 */
public record ConstantSchedule(double learningRate, long warmupSteps)
    implements LearningRateSchedule {
  public ConstantSchedule {
    Warmup.check(learningRate, warmupSteps);
  }

  @Override
  public double at(long step) {
    return step < warmupSteps ? learningRate * Warmup.share(step, warmupSteps) : learningRate;
  }
}
