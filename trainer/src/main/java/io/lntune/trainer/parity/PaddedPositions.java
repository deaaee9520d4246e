package io.lntune.trainer.parity;

import io.lntune.trainer.data.NamedArray;

/** Takes positions that are padding out of a comparison. */
final class PaddedPositions {
  private PaddedPositions() {}

  /** Copies {@code from} to {@code to} where the attention mask [B, S] of the case is 0. */
  static void copy(ParityCase parity, NamedArray output, double[] from, double[] to) {
    double[] mask = parity.numbers("input.attention_mask");
    if (mask == null || output.rank() < 2 || output.size(0) * output.size(1) != mask.length) {
      return;
    }
    int perPosition = from.length / mask.length;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == 0) {
        System.arraycopy(from, i * perPosition, to, i * perPosition, perPosition);
      }
    }
  }
}
