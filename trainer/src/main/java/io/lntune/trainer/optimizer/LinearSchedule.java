package io.lntune.trainer.optimizer;

/**
 * A linear fall to 0 after warm-up.
 *
 * @param learningRate rate at the end of warm-up
 * @param warmupSteps steps of linear rise from 0
 * @param totalSteps step at which the rate is 0 again
 */
public record LinearSchedule(double learningRate, long warmupSteps, long totalSteps)
    implements LearningRateSchedule {
  public LinearSchedule {
    Warmup.check(learningRate, warmupSteps, totalSteps);
  }

  @Override
  public double at(long step) {
    if (step < warmupSteps) {
      return learningRate * Warmup.share(step, warmupSteps);
    }
    double left = (double) (totalSteps - step) / Math.max(1, totalSteps - warmupSteps);
    return learningRate * Math.max(0, left);
  }
}
