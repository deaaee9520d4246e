package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;

/**
 * {@code com.microsoft} QuantizeLinear and DequantizeLinear, which brought 16-bit and 4-bit
 * integers to graphs of an opset below 21. The standard operators of the canonical opset know these
 * types.
 */
final class LowerContribQuantizer extends Lowering {
  private static final String QUANTIZE = "QuantizeLinear";

  LowerContribQuantizer() {
    super(OpId.microsoft(QUANTIZE), OpId.microsoft("DequantizeLinear"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    boolean quantizes = root.op().type().equals(QUANTIZE);
    Value scale = root.requiredInput(1);
    Value zeroPoint = root.input(2);
    Value result =
        core.builder()
            .call(
                OpId.onnx(root.op().type()),
                root.attributes().copy(),
                root.requiredInput(0),
                scale,
                zeroPoint);
    DataType integers = zeroPoint == null ? DataType.UINT8 : zeroPoint.elementType();
    return replaceFirst(
        root, core.builder().typed(result, quantizes ? integers : scale.elementType()));
  }
}
