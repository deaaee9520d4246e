package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between integers with scale and zero point, and real numbers. */
final class Quantization {
  private Quantization() {}

  /** (x - zero point) * scale; a scale vector belongs to {@code axis}. */
  static Value dequantize(
      CoreOperators core, Value x, Value scale, @Nullable Value zeroPoint, long axis) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    if (Lowering.rank(scale) != 0) {
      attributes.put("axis", new Attribute.IntValue(axis));
    }
    Value result =
        core.builder().call(OpId.onnx("DequantizeLinear"), attributes, x, scale, zeroPoint);
    return core.builder().like(scale, result);
  }

  /**
   * Operands {@code first} (integers), {@code first + 1} (scale), {@code first + 2} (zero point).
   */
  static Value dequantize(CoreOperators core, Node root, int first) {
    return dequantize(
        core, root.requiredInput(first), root.requiredInput(first + 1), root.input(first + 2), -1);
  }

  /** x / scale + zero point, rounded and limited, with the scale at input {@code first}. */
  static Value quantize(CoreOperators core, Node root, Value x, int first) {
    Value zeroPoint = root.input(first + 1);
    Value result = core.builder().call("QuantizeLinear", x, root.requiredInput(first), zeroPoint);
    return core.builder()
        .typed(result, zeroPoint == null ? DataType.UINT8 : zeroPoint.elementType());
  }

  /** True when a scale certainly is one number. */
  static boolean isSingle(@Nullable Value scale) {
    return Lowering.rank(scale) == 0 || (Lowering.rank(scale) == 1 && Lowering.size(scale, 0) == 1);
  }
}
