package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code com.microsoft.FusedGemm}: Gemm followed by the activation in its attributes. */
final class LowerFusedGemm extends Lowering {
  LowerFusedGemm() {
    super(OpId.microsoft("FusedGemm"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    List<Float> parameters = new ArrayList<>();
    for (String name : List.of("activation_alpha", "activation_beta")) {
      if (root.attributes().has(name)) {
        parameters.add(root.attributes().floatValue(name, 0f));
      }
    }
    Activation activation = new Activation(root.attributes().string("activation", ""), parameters);
    if (!activation.isKnown()) {
      return Decision.decline("activation '" + activation.name() + "' is not known", root);
    }
    Map<String, Attribute> attributes = root.attributes().copy();
    attributes.keySet().removeIf(name -> name.startsWith("activation"));
    Value product =
        core.node("Gemm", attributes, root.requiredInput(0), root.requiredInput(1), root.input(2));
    return replaceFirst(root, activation.apply(product, core));
  }
}
