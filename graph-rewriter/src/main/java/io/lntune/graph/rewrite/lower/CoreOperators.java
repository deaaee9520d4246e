package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The core operators that lowering rules emit beyond those {@link GraphBuilder} names itself. */
final class CoreOperators {
  private final GraphBuilder builder;

  CoreOperators(GraphBuilder builder) {
    this.builder = builder;
  }

  GraphBuilder builder() {
    return builder;
  }

  /** One node of a standard operator whose output has the element type of its first input. */
  Value node(
      String onnxType, Map<String, Attribute> attributes, Value first, @Nullable Value... others) {
    @Nullable Value[] inputs = new @Nullable Value[others.length + 1];
    inputs[0] = first;
    System.arraycopy(others, 0, inputs, 1, others.length);
    return builder.like(first, builder.call(OpId.onnx(onnxType), attributes, inputs));
  }

  /** An element-wise operator of one operand. */
  Value unary(String onnxType, Value x) {
    return builder.sameType(x, builder.call(onnxType, x));
  }

  /** A comparison or logical operator. */
  Value logical(String onnxType, Value... operands) {
    return builder.typed(builder.call(onnxType, operands), DataType.BOOL);
  }

  Value softmax(Value x, long axis) {
    return builder.sameType(x, node("Softmax", Map.of("axis", new Attribute.IntValue(axis)), x));
  }

  /** {@code approximate} is {@code none} or {@code tanh}, as in operator Gelu of opset 20. */
  Value gelu(Value x, String approximate) {
    return builder.sameType(
        x, node("Gelu", Map.of("approximate", new Attribute.StringValue(approximate)), x));
  }

  /** x * sigmoid(alpha * x). */
  Value swish(Value x, double alpha) {
    return builder.mul(x, unary("Sigmoid", builder.scale(x, alpha)));
  }

  Value layerNormalization(Value x, Value scale, @Nullable Value bias, float epsilon) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("axis", new Attribute.IntValue(-1));
    attributes.put("epsilon", new Attribute.FloatValue(epsilon));
    return builder.sameType(x, node("LayerNormalization", attributes, x, scale, bias));
  }

  /** Root mean square normalisation, in ONNX Runtime's spelling. */
  Value rmsNormalization(Value x, Value scale, long axis, float epsilon) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("axis", new Attribute.IntValue(axis));
    attributes.put("epsilon", new Attribute.FloatValue(epsilon));
    attributes.put("stash_type", new Attribute.IntValue(DataType.FLOAT.code()));
    return builder.sameType(x, node("SimplifiedLayerNormalization", attributes, x, scale));
  }

  /** Elements {@code from} to {@code to} (exclusive) of one axis. */
  Value slice(Value x, long axis, Value from, Value to) {
    return node("Slice", Map.of(), x, from, to, builder.longs(axis));
  }

  Value slice(Value x, long axis, long from, long to) {
    return slice(x, axis, builder.longs(from), builder.longs(to));
  }

  /** Consecutive parts of the given sizes. */
  List<Value> split(Value x, long axis, long... sizes) {
    List<Value> parts =
        builder.calls(
            OpId.onnx("Split"),
            sizes.length,
            Map.of("axis", new Attribute.IntValue(axis)),
            x,
            builder.longs(sizes));
    parts.forEach(part -> builder.like(x, part));
    return parts;
  }

  Value gather(Value table, Value indices, long axis) {
    return node("Gather", Map.of("axis", new Attribute.IntValue(axis)), table, indices);
  }

  /** Size of one axis (not negative): int64 [1]. A known size is a constant. */
  Value sizeOf(Value x, int axis) {
    Shape shape = x.shape();
    if (shape != null && shape.dim(axis).isStatic()) {
      return builder.longs(shape.dim(axis).size());
    }
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("start", new Attribute.IntValue(axis));
    attributes.put("end", new Attribute.IntValue(axis + 1L));
    return builder.typed(builder.call(OpId.onnx("Shape"), attributes, x), DataType.INT64);
  }

  /** 0, 1, ... up to a length given as int64 [1]: int64 [length]. */
  Value range(Value length) {
    Value end = builder.squeeze(length, 0);
    return builder.typed(
        builder.call(
            "Range", builder.scalar(0, DataType.INT64), end, builder.scalar(1, DataType.INT64)),
        DataType.INT64);
  }

  /** The most negative finite number of a type, which ONNX Runtime masks scores with. */
  static double lowest(DataType type) {
    return switch (type) {
      case FLOAT16 -> -65504.0;
      case BFLOAT16 -> -3.3895313892515355e38;
      case DOUBLE -> -Double.MAX_VALUE;
      default -> -Float.MAX_VALUE;
    };
  }
}
