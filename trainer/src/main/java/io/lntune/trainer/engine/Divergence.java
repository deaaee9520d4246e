package io.lntune.trainer.engine;

import io.lntune.graph.LntuneException;

/** Refuses to go on with a loss or gradient that is no longer a number. */
final class Divergence {
  private Divergence() {}

  /**
   * @param updates updates made before the one that fails
   */
  static void requireLoss(double loss, long updates) {
    if (!Double.isFinite(loss)) {
      throw failure("The loss is " + loss, updates);
    }
  }

  /**
   * @param norm norm of the gradient of the update that follows {@code updates} others
   */
  static void requireGradient(double norm, long updates) {
    if (!Double.isFinite(norm)) {
      throw failure("The gradient is not finite", updates);
    }
  }

  private static LntuneException failure(String what, long updates) {
    return LntuneException.badInput(
        what,
        "step " + (updates + 1),
        "Check the data for NaN and infinite values; if it is clean, lower --learning-rate or"
            + " --clip-norm, or lengthen the warm-up.");
  }
}
