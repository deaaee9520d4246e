package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import java.util.List;

/**
 * {@code com.microsoft.BiasSplitGelu} (x [N, S, 2D], bias [2D]): the first half of the biased input
 * times the Gelu of the second half, [N, S, D].
 */
final class LowerBiasSplitGelu extends Lowering {
  LowerBiasSplitGelu() {
    super(OpId.microsoft("BiasSplitGelu"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    Value bias = root.requiredInput(1);
    long width = Math.max(size(x, -1), size(bias, 0));
    if (width < 0 || width % 2 != 0) {
      return Decision.decline("the size of the last axis is not a known even number", root);
    }
    Value sum = core.builder().add(x, bias);
    List<Value> halves = core.split(sum, -1, width / 2, width / 2);
    return replaceFirst(root, core.builder().mul(halves.get(0), core.gelu(halves.get(1), "none")));
  }
}
