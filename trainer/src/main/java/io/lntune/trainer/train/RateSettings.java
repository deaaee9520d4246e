package io.lntune.trainer.train;

import io.lntune.trainer.optimizer.LearningRateSchedule;

/**
 * The learning rate of a training.
 *
 * @param learningRate highest rate
 * @param schedule course of the rate after warm-up
 * @param warmupRatio share of the updates over which the rate rises from 0; ignored when {@code
 *     warmupSteps} is not negative
 * @param warmupSteps updates over which the rate rises; -1 to go by ratio
 */
public record RateSettings(
    double learningRate, ScheduleKind schedule, double warmupRatio, long warmupSteps) {
  public RateSettings {
    SettingRange.require(
        learningRate >= 0 && Double.isFinite(learningRate),
        "The learning rate must be a number from 0.");
    SettingRange.require(
        warmupRatio >= 0 && warmupRatio <= 1, "The warm-up ratio must be from 0 to 1.");
  }

  /** The rate over {@code totalSteps} updates. */
  LearningRateSchedule over(long totalSteps) {
    long wanted = warmupSteps >= 0 ? warmupSteps : (long) Math.ceil(warmupRatio * totalSteps);
    return schedule.create(learningRate, Math.min(wanted, totalSteps), totalSteps);
  }
}
