package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;

/**
 * {@code com.microsoft.QAttention}: the packed attention on dequantised input [B, S, D] and weights
 * [D, 3*N*H]; scales may be one number or one per weight column.
 */
final class LowerQuantizedAttention extends Lowering {
  private static final int PAST = 8;

  LowerQuantizedAttention() {
    super(OpId.microsoft("QAttention"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value input = root.requiredInput(0);
    List<Long> sizes = LowerPackedAttention.sizes(null, root);
    if (sizes.isEmpty()) {
      return Decision.decline("the hidden size is not known", root);
    }
    if (root.attributes().intValue("do_rotary", 0) != 0) {
      return Decision.decline("the rotary embedding is inside", root);
    }
    String problem = MaskIndex.problem(root.input(LowerPackedAttention.QUANTIZED_MASK), input);
    if (problem != null) {
      return Decision.decline(problem, root);
    }
    GraphBuilder builder = core.builder();
    Value real = Quantization.dequantize(core, input, root.requiredInput(3), root.input(6), -1);
    Value weights =
        Quantization.dequantize(
            core, root.requiredInput(1), root.requiredInput(4), root.input(7), 1);
    Value packed = builder.add(builder.matMul(real, weights), root.requiredInput(2));
    return LowerPackedAttention.attend(root, core, packed, root.input(PAST), sizes);
  }
}
