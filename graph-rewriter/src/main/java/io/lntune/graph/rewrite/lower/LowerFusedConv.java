package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import java.util.Map;

/**
 * {@code com.microsoft.FusedConv} (X, W, B?, Z?): Conv, plus Z of the output's shape, followed by
 * the activation in its attributes.
 */
final class LowerFusedConv extends Lowering {
  LowerFusedConv() {
    super(OpId.microsoft("FusedConv"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Activation activation = Activation.of(root);
    if (!activation.isKnown()) {
      return Decision.decline("activation '" + activation.name() + "' is not known", root);
    }
    Map<String, Attribute> attributes = root.attributes().copy();
    attributes.keySet().removeIf(name -> name.startsWith("activation"));
    Value sum =
        core.node("Conv", attributes, root.requiredInput(0), root.requiredInput(1), root.input(2));
    Value addend = root.input(3);
    if (addend != null) {
      sum = core.builder().add(sum, addend);
    }
    return replaceFirst(root, activation.apply(sum, core));
  }
}
