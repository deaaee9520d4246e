package io.lntune.trainer.optimizer;

/**
 * a b + c rounded once, as the vector instructions round that PyTorch uses on current processors;
 * with it our updates are bit for bit those of PyTorch. Computed through {@code double}, in which
 * the product is exact: {@code Math.fma} is missing on some phones and slow without the
 * instruction.
 */
final class FusedArithmetic {
  private FusedArithmetic() {}

  static float multiplyAdd(float a, float b, float c) {
    return (float) ((double) a * b + c);
  }
}
