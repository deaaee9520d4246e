package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Operators of {@code com.microsoft} that older exports hold because their opset lacked them: the
 * standard operator of the same meaning.
 */
final class LowerContribTwin extends Lowering {
  private static final OpId EXPAND_DIMS = OpId.microsoft("ExpandDims");
  private static final OpId GATHER_ND = OpId.microsoft("GatherND");
  private static final OpId PAD = OpId.microsoft("Pad");

  LowerContribTwin() {
    super(EXPAND_DIMS, GATHER_ND, PAD, OpId.microsoft("GridSample"), OpId.microsoft("Trilu"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    GraphBuilder builder = core.builder();
    @Nullable Value[] inputs = root.inputs().toArray(Value[]::new);
    OpId standard = OpId.onnx(root.op().type());
    if (root.op().equals(EXPAND_DIMS)) {
      Tensor axis = ConstantTensor.of(root.requiredInput(1));
      if (axis == null) {
        return Decision.decline("the axis is not constant", root);
      }
      return replaceFirst(
          root, builder.unsqueeze(root.requiredInput(0), (long) axis.toDoubles()[0]));
    }
    if (root.op().equals(GATHER_ND)) {
      inputs[1] = builder.cast(root.requiredInput(1), DataType.INT64);
    } else if (root.op().equals(PAD)) {
      // The pads may be [1, 2 * rank].
      inputs[1] = builder.reshape(root.requiredInput(1), -1);
    }
    Value result = builder.call(standard, root.attributes().copy(), inputs);
    return replaceFirst(root, builder.like(root.requiredInput(0), result));
  }
}
