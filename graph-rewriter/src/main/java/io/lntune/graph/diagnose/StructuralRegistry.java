package io.lntune.graph.diagnose;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.GradientEntry;
import io.lntune.graph.differentiate.GradientRegistry;
import io.lntune.graph.differentiate.StandardGradients;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.rewrite.RewriteRule;
import io.lntune.graph.rewrite.lower.LoweringRules;
import java.util.List;

/**
 * The gradient table for a graph that could not be brought into canonical form: operators that
 * would be lowered or lifted count as having a gradient. Only good for asking, not for emitting.
 */
final class StructuralRegistry {
  private static final List<String> REPLACED_BY_LIFTING = List.of("Upsample", "Scatter");

  private StructuralRegistry() {}

  static GradientRegistry registry() {
    GradientEntry supported = new GradientEntry.Differentiable(false, GradientContext::gradients);
    GradientRegistry registry = StandardGradients.registry();
    for (RewriteRule rule : LoweringRules.all()) {
      for (OpId op : rule.roots()) {
        registry = registry.find(op) == null ? registry.with(op, supported) : registry;
      }
    }
    for (String replaced : REPLACED_BY_LIFTING) {
      registry = registry.with(OpId.onnx(replaced), supported);
    }
    return registry;
  }
}
