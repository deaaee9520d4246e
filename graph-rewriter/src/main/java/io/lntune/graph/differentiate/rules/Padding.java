package io.lntune.graph.differentiate.rules;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * Zero padding (or cropping, where a pad is negative) along some axes. Always emitted with one pad
 * per axis of the tensor: ONNX Runtime 1.29 moves a Transpose through a Pad as if it had them all,
 * even when the axes input says otherwise, and then fails.
 */
final class Padding {
  private Padding() {}

  /**
   * Pads {@code value} of the given rank.
   *
   * @param before int64 [axes.length] elements put in front along each axis
   * @param after int64 [axes.length] elements put behind
   */
  static Value of(GraphBuilder b, Value value, int rank, long[] axes, Value before, Value after) {
    List<Value> pads = new ArrayList<>();
    addAll(b, pads, rank, axes, before);
    addAll(b, pads, rank, axes, after);
    return b.like(value, b.call("Pad", value, b.concat(0, pads.toArray(Value[]::new))));
  }

  private static void addAll(
      GraphBuilder b, List<Value> pads, int rank, long[] axes, Value amounts) {
    for (int axis = 0; axis < rank; axis++) {
      pads.add(amount(b, axis, axes, amounts));
    }
  }

  private static Value amount(GraphBuilder b, int axis, long[] axes, Value amounts) {
    for (int i = 0; i < axes.length; i++) {
      if (axes[i] == axis) {
        return axes.length == 1
            ? amounts
            : b.typed(
                b.call("Slice", amounts, b.longs(i), b.longs(i + 1), b.longs(0)), DataType.INT64);
      }
    }
    return b.longs(0);
  }
}
