package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;

/**
 * {@code com.microsoft} Gelu, FastGelu and BiasGelu: an optional bias [last axis] is added, then
 * the standard Gelu follows, exact or with the tanh approximation (FastGelu).
 */
final class LowerGelu extends Lowering {
  private static final OpId FAST = OpId.microsoft("FastGelu");

  LowerGelu() {
    super(OpId.microsoft("Gelu"), OpId.microsoft("BiasGelu"), FAST);
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    Value bias = root.input(1);
    Value sum = bias == null ? x : core.builder().sameType(x, core.builder().add(x, bias));
    return replaceFirst(root, core.gelu(sum, root.op().equals(FAST) ? "tanh" : "none"));
  }
}
