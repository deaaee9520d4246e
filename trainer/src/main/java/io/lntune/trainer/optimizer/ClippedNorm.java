package io.lntune.trainer.optimizer;

/**
 * What clipping found and did.
 *
 * @param norm Euclidean norm of all gradients together, before clipping; NaN or infinite when a
 *     gradient is
 * @param coefficient factor that was applied to every gradient, at most 1
 */
public record ClippedNorm(double norm, double coefficient) {
  /** False when a gradient is NaN or infinite; such a step must not be made. */
  public boolean isFinite() {
    return Double.isFinite(norm);
  }

  /** Whether gradients were made smaller. */
  public boolean isClipped() {
    return coefficient < 1;
  }
}
