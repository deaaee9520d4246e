package io.lntune.trainer.optimizer;

/**
 * Learning rate as a function of the step alone. Warm-up rises linearly from 0, so that with a
 * warm-up the first step has rate 0, as in the schedules of the transformers library.
 */
public sealed interface LearningRateSchedule
    permits ConstantSchedule, LinearSchedule, CosineSchedule {
  /** The highest rate, reached at the end of warm-up. */
  double learningRate();

  /** Steps until {@link #learningRate()} is reached. */
  long warmupSteps();

  /**
   * The rate of the update after {@code step} updates, from 0.
   *
   * @param step updates already made
   */
  double at(long step);
}
