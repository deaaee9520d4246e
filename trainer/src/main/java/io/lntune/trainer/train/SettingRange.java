package io.lntune.trainer.train;

import io.lntune.graph.LntuneException;

/** Refuses settings of a training that are out of range. */
final class SettingRange {
  private SettingRange() {}

  /**
   * Checks one.
   *
   * @param rule what holds for the setting
   * @throws LntuneException with the rule when it does not
   */
  static void require(boolean condition, String rule) {
    if (!condition) {
      throw LntuneException.usage("A training setting is out of range", rule);
    }
  }
}
