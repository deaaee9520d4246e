package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Index arithmetic shared by the gradients of gathering operators. */
final class Indices {
  private Indices() {}

  /** 0, 1, ..., size-1 for a size given as int64 [1]. */
  static Value upTo(GraphBuilder b, Value size) {
    Value limit = b.squeeze(size, 0);
    Value range = b.call("Range", b.scalar(0, DataType.INT64), limit, b.scalar(1, DataType.INT64));
    return b.typed(range, DataType.INT64);
  }

  /**
   * Zeros like {@code updates} but with {@code size} elements along {@code axis}, to which the
   * updates are added at {@code indices} (int64 [k], k the updates' size along the axis).
   */
  static Value scatterAlong(
      GradientContext g, Value updates, Value indices, int rank, int axis, Value size) {
    GraphBuilder b = g.builder();
    Value updateShape = b.shapeOf(updates);
    List<Value> target = new ArrayList<>();
    if (axis > 0) {
      target.add(part(b, updateShape, 0, axis));
    }
    target.add(size);
    if (axis < rank - 1) {
      target.add(part(b, updateShape, axis + 1, rank));
    }
    Value shape = target.size() == 1 ? target.get(0) : b.concat(0, target.toArray(Value[]::new));
    long[] column = new long[rank];
    Arrays.fill(column, 1);
    column[axis] = -1;
    Value expanded = b.expand(b.reshape(indices, column), updateShape);
    return addAtElements(b, g.zeros(shape, updates.elementType()), expanded, updates, axis);
  }

  /** {@code base} with {@code updates} added at {@code indices} along {@code axis}. */
  static Value addAtElements(GraphBuilder b, Value base, Value indices, Value updates, long axis) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("axis", new Attribute.IntValue(axis));
    return combine(b, OpId.onnx("ScatterElements"), attributes, "add", base, indices, updates);
  }

  /** {@code base} with {@code updates} added at the index tuples {@code indices}. */
  static Value addAtTuples(GraphBuilder b, Value base, Value indices, Value updates) {
    return combine(b, OpId.onnx("ScatterND"), Map.of(), "add", base, indices, updates);
  }

  /**
   * {@code base} with {@code updates} scattered to it by a reduction. 16-bit numbers are combined
   * in float32: ONNX Runtime's CPU kernels cannot add them.
   */
  static Value combine(
      GraphBuilder b,
      OpId scatter,
      Map<String, Attribute> attributes,
      String reduction,
      Value base,
      Value indices,
      Value updates) {
    DataType type = updates.elementType();
    DataType wide = type == DataType.FLOAT16 || type == DataType.BFLOAT16 ? DataType.FLOAT : type;
    Map<String, Attribute> with = new LinkedHashMap<>(attributes);
    with.put("reduction", new Attribute.StringValue(reduction));
    Value result = b.call(scatter, with, b.cast(base, wide), indices, b.cast(updates, wide));
    return b.cast(b.typed(result, wide), type);
  }

  private static Value part(GraphBuilder b, Value shape, long start, long end) {
    return b.typed(
        b.call("Slice", shape, b.longs(start), b.longs(end), b.longs(0)), DataType.INT64);
  }
}
