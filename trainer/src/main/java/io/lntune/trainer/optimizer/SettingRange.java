package io.lntune.trainer.optimizer;

import io.lntune.graph.LntuneException;

/** Refuses settings that cannot be meant. */
final class SettingRange {
  private SettingRange() {}

  static void requireNotNegative(String setting, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw LntuneException.usage("The " + setting + " is " + value, "Use a number of 0 or more.");
    }
  }

  static void requireFraction(String setting, double value) {
    if (!(value >= 0 && value < 1)) {
      throw LntuneException.usage(
          "The " + setting + " is " + value, "Use a number from 0 to below 1.");
    }
  }
}
