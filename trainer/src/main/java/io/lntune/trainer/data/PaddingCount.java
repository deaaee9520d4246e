package io.lntune.trainer.data;

/** Counts tokens and the positions that they take when batches are padded to their longest. */
final class PaddingCount {
  private final int[] lengths;
  private long tokens;
  private long positions;

  /** A count that has seen nothing; {@code lengths} are the tokens of each example. */
  PaddingCount(int[] lengths) {
    this.lengths = lengths;
  }

  void add(long[] batch) {
    if (lengths.length == 0) {
      return;
    }
    long longest = 0;
    for (long example : batch) {
      long length = lengths[(int) example];
      tokens += length;
      longest = Math.max(longest, length);
    }
    positions += longest * batch.length;
  }

  void reset() {
    tokens = 0;
    positions = 0;
  }

  /** Share of the positions that are padding, 0 to 1. */
  double share() {
    return positions == 0 ? 0 : 1 - (double) tokens / positions;
  }
}
