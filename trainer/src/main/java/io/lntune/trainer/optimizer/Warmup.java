package io.lntune.trainer.optimizer;

import io.lntune.graph.LntuneException;

/** What the schedules share: their checks and the rise from 0. */
final class Warmup {
  private Warmup() {}

  static void check(double learningRate, long warmupSteps) {
    SettingRange.requireNotNegative("learning rate", learningRate);
    if (warmupSteps < 0) {
      throw LntuneException.usage(
          "The warm-up has " + warmupSteps + " steps", "Use 0 or more steps.");
    }
  }

  static void check(double learningRate, long warmupSteps, long totalSteps) {
    check(learningRate, warmupSteps);
    if (totalSteps < 1 || warmupSteps > totalSteps) {
      throw LntuneException.usage(
          "The warm-up has " + warmupSteps + " of " + totalSteps + " steps",
          "Use at least one step and no longer a warm-up than the training.");
    }
  }

  /** The share of the highest rate that {@code step} of the warm-up has. */
  static double share(long step, long warmupSteps) {
    return (double) step / Math.max(1, warmupSteps);
  }

  /** The share of the steps after warm-up that are done; 0 or more. */
  static double progress(long step, long warmupSteps, long totalSteps) {
    return (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
  }
}
