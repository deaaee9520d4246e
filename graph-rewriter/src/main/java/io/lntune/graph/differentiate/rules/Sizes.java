package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;

/** Sizes of forward values along axes, as constants where known, else computed at run time. */
final class Sizes {
  private Sizes() {}

  /** Size along one axis (counted from the front), int64 [1]. */
  static Value of(GradientContext g, Value value, int axis) {
    return range(g, value, axis, axis + 1);
  }

  /** Sizes of the axes from {@code start} (inclusive) to {@code end} (exclusive). */
  static Value range(GradientContext g, Value value, int start, int end) {
    GraphBuilder b = g.builder();
    Shape shape = value.shape();
    if (shape != null) {
      long[] sizes = new long[end - start];
      boolean known = true;
      for (int i = start; i < end; i++) {
        sizes[i - start] = shape.dim(i).size();
        known &= sizes[i - start] >= 0;
      }
      if (known) {
        return b.longs(sizes);
      }
    }
    // Not Shape with start and end: ONNX Runtime merges it with a whole Shape of an equal value.
    Value all = g.shapeOf(value);
    return b.typed(b.call("Slice", all, b.longs(start), b.longs(end), b.longs(0)), DataType.INT64);
  }

  /** The product of the elements of an int64 [n] value, int64 [1]. */
  static Value product(GraphBuilder b, Value sizes) {
    return b.typed(
        b.call(OpId.onnx("ReduceProd"), Map.of("keepdims", new Attribute.IntValue(1)), sizes),
        DataType.INT64);
  }
}
