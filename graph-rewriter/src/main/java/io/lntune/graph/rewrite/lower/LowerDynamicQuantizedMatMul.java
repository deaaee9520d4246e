package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code com.microsoft} MatMulIntegerToFloat (A, B, a_scale, b_scale, a_zero?, b_zero?, bias?) and
 * DynamicQuantizeMatMul (A, B, b_scale, b_zero?, bias?): MatMulInteger, Cast, Mul by both scales,
 * Add. The latter quantises A with DynamicQuantizeLinear first.
 */
final class LowerDynamicQuantizedMatMul extends Lowering {
  private static final OpId DYNAMIC = OpId.microsoft("DynamicQuantizeMatMul");

  LowerDynamicQuantizedMatMul() {
    super(DYNAMIC, OpId.microsoft("MatMulIntegerToFloat"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    GraphBuilder builder = core.builder();
    if (!root.op().equals(DYNAMIC)) {
      Value scale = builder.mul(root.requiredInput(2), root.requiredInput(3));
      return replaceFirst(
          root, product(root, core, root.requiredInput(0), root.input(4), root.input(5), scale, 6));
    }
    Value a = root.requiredInput(0);
    List<Value> quantized = builder.calls(OpId.onnx("DynamicQuantizeLinear"), 3, Map.of(), a);
    builder.typed(quantized.get(0), DataType.UINT8);
    builder.like(a, quantized.get(1));
    builder.typed(quantized.get(2), DataType.UINT8);
    Value scale = builder.mul(quantized.get(1), root.requiredInput(2));
    return replaceFirst(
        root, product(root, core, quantized.get(0), quantized.get(2), root.input(3), scale, 4));
  }

  private static Value product(
      Node root,
      CoreOperators core,
      Value a,
      @Nullable Value aZero,
      @Nullable Value bZero,
      Value scale,
      int biasInput) {
    GraphBuilder builder = core.builder();
    Value integers =
        builder.typed(
            builder.call("MatMulInteger", a, root.requiredInput(1), aZero, bZero), DataType.INT32);
    Value real = builder.mul(builder.cast(integers, scale.elementType()), scale);
    Value bias = root.input(biasInput);
    return bias == null ? real : builder.add(real, bias);
  }
}
