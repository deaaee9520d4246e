package io.lntune.graph.batch;

import java.util.List;
import java.util.function.ToLongBiFunction;

/**
 * How many rows of activations an example has in some layer, such as the tokens of a text or the
 * patches of an image: a factor times the sizes of some axes of the inputs.
 *
 * @param factor product of the sizes that are known from the model
 * @param axes the others
 */
public record RowCount(long factor, List<Axis> axes) {
  public RowCount {
    axes = List.copyOf(axes);
  }

  /**
   * One axis of an input.
   *
   * @param input name of the input
   * @param index of the axis
   */
  public record Axis(String input, int index) {}

  /** The number for inputs whose sizes {@code size} tells by name and axis. */
  public long of(ToLongBiFunction<String, Integer> size) {
    long rows = factor;
    for (Axis axis : axes) {
      rows = Math.multiplyExact(rows, size.applyAsLong(axis.input(), axis.index()));
    }
    return rows;
  }
}
