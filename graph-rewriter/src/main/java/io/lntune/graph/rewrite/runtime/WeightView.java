package io.lntune.graph.rewrite.runtime;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * A stored weight seen through an operator that ONNX Runtime neither evaluates at load nor merges
 * with an equal one: {@code com.microsoft.ExpandDims}. It and the Squeeze after it share the
 * weight's memory.
 */
final class WeightView {
  private static final OpId EXPAND = OpId.microsoft("ExpandDims");

  private WeightView() {}

  /**
   * Whether the operator takes elements of this type: none below 8 bits, no bfloat16, no 8-bit
   * floats.
   */
  static boolean takes(DataType type) {
    return switch (type) {
      case INT8, UINT8, INT16, UINT16, FLOAT16 -> true;
      default -> false;
    };
  }

  /** Whether the runtime stores elements of this type although the view's operator refuses them. */
  static boolean refuses(DataType type) {
    return switch (type) {
      case INT4, UINT4, BFLOAT16, FLOAT8E4M3FN, FLOAT8E4M3FNUZ, FLOAT8E5M2, FLOAT8E5M2FNUZ -> true;
      default -> false;
    };
  }

  /** A new view of {@code weight}. */
  static Value of(Value weight, GraphBuilder builder) {
    Value first = builder.scalar(0, DataType.INT32);
    Value expanded = builder.like(weight, builder.call(EXPAND, Map.of(), weight, first));
    return builder.sameType(weight, builder.call("Squeeze", expanded, builder.longs(0)));
  }

  /**
   * A view for types that the operator refuses: a Reshape to the weight's own shape, which the
   * runtime only learns from {@code zero}, a {@link RunTimeZero}. Every view multiplies that by
   * another number, so that no two are equal.
   */
  static Value reshaped(Value weight, Value zero, GraphBuilder builder) {
    long[] sizes = Objects.requireNonNull(weight.initializer()).shape().sizes();
    Value own = builder.call("Mul", zero, builder.longs(builder.graph().nodeCount()));
    Value target = builder.call("Add", builder.longs(sizes), own);
    return builder.sameType(weight, builder.reshape(weight, target));
  }

  /** Whether {@code node} makes a view. */
  static boolean isView(Node node) {
    return node.op().equals(EXPAND) || isReshaped(node);
  }

  /** Whether {@code node} makes a view of the second kind; a Reshape to other sizes does not. */
  static boolean isReshaped(Node node) {
    Value target = node.is("Reshape") ? node.input(1) : null;
    Tensor weight = target == null ? null : node.requiredInput(0).initializer();
    Node sum = target == null ? null : target.producer();
    if (weight == null || sum == null || !sum.is("Add")) {
      return false;
    }
    Tensor sizes = sum.requiredInput(0).initializer();
    return weight.elementType() == DataType.BFLOAT16
        && sizes != null
        && Arrays.equals(sizes.toLongs(), weight.shape().sizes());
  }
}
