package io.lntune.graph.batch;

import java.util.function.ToLongBiFunction;

/**
 * How much of a batch may go through a model at once.
 *
 * @param examples the most examples; 0 for as many as {@code rows} allows
 * @param rows of activations after which no further example is taken; 0 for any number
 */
public record PartLimit(long examples, long rows) {
  /** Whole batches. */
  public static final PartLimit NONE = new PartLimit(0, 0);

  public PartLimit {
    if (examples < 0 || rows < 0) {
      throw new IllegalArgumentException("limits must not be negative: " + examples + ", " + rows);
    }
  }

  /**
   * The most examples of a batch that run at once.
   *
   * @param batch examples of the whole batch
   * @param size of an input, by its name, along an axis
   */
  public long most(BatchDivision division, long batch, ToLongBiFunction<String, Integer> size) {
    if (!division.isPossible() || equals(NONE)) {
      return batch;
    }
    if (examples > 0) {
      return Math.min(examples, batch);
    }
    long largest = 0;
    for (RowCount count : division.rows()) {
      largest = Math.max(largest, count.of(size));
    }
    return largest == 0 ? batch : Math.min(batch, Math.max(1, (rows + largest - 1) / largest));
  }

  /** Parts of nearly equal size that {@code batch} makes, none above {@code most}. */
  public static long parts(long batch, long most) {
    return (batch + most - 1) / most;
  }
}
