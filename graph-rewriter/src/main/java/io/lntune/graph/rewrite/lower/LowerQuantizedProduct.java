package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * QLinearMatMul (opset 10, 21), QLinearConv (opset 10) and {@code com.microsoft.QGemm}: dequantised
 * operands, the real product, and a quantised result. Weights may have a scale per output channel;
 * integer biases have the product of both scales.
 */
final class LowerQuantizedProduct extends Lowering {
  private static final OpId MAT_MUL = OpId.onnx("QLinearMatMul");
  private static final OpId CONV = OpId.onnx("QLinearConv");

  LowerQuantizedProduct() {
    super(MAT_MUL, CONV, OpId.microsoft("QGemm"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    if (!Quantization.isSingle(root.requiredInput(1))) {
      return Decision.decline("the first operand has a scale per row", root);
    }
    Value scale = root.requiredInput(4);
    if (rank(scale) > 1 || rank(scale) < 0) {
      return Decision.decline("the scale of the second operand is not a number or vector", root);
    }
    Value a = Quantization.dequantize(core, root, 0);
    if (root.op().equals(MAT_MUL)) {
      Value product = core.builder().matMul(a, weight(root, core, -1));
      return replaceFirst(root, Quantization.quantize(core, root, product, 6));
    }
    if (root.op().equals(CONV)) {
      Value bias = root.input(8) == null ? null : bias(root, core, root.requiredInput(8));
      Value product = core.node("Conv", root.attributes().copy(), a, weight(root, core, 0), bias);
      return replaceFirst(root, Quantization.quantize(core, root, product, 6));
    }
    Value sum = gemm(root, core, a);
    return replaceFirst(
        root, root.input(7) == null ? sum : Quantization.quantize(core, root, sum, 7));
  }

  private static Value gemm(Node root, CoreOperators core, Value a) {
    Map<String, Attribute> attributes = root.attributes().copy();
    long axis = root.attributes().intValue("transB", 0) != 0 ? 0 : 1;
    Value product = core.node("Gemm", attributes, a, weight(root, core, axis));
    Value integers = root.input(6);
    if (integers == null) {
      return product;
    }
    float alpha = root.attributes().floatValue("alpha", 1f);
    GraphBuilder builder = core.builder();
    return builder.add(product, builder.scale(bias(root, core, integers), alpha));
  }

  private static Value weight(Node root, CoreOperators core, long axis) {
    @Nullable Value zeroPoint = root.input(5);
    return Quantization.dequantize(
        core, root.requiredInput(3), root.requiredInput(4), zeroPoint, axis);
  }

  private static Value bias(Node root, CoreOperators core, Value integers) {
    GraphBuilder builder = core.builder();
    Value scale = builder.mul(root.requiredInput(1), root.requiredInput(4));
    return builder.mul(builder.cast(integers, scale.elementType()), scale);
  }
}
