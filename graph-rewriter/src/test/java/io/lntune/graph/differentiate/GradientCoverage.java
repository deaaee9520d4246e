package io.lntune.graph.differentiate;

import io.lntune.graph.ir.OpId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds a table of cases against a registry. */
final class GradientCoverage {
  /** Their rule is not the derivative, which is zero; see {@code QuantizationGradientTest}. */
  static final Set<OpId> STRAIGHT_THROUGH =
      Set.of(
          OpId.onnx("QuantizeLinear"),
          OpId.onnx("DynamicQuantizeLinear"),
          OpId.onnx("DequantizeLinear"));

  private GradientCoverage() {}

  /** Operators with a rule and without a case, by name. */
  static List<String> rulesWithoutCase(GradientRegistry registry, Collection<GradientCase> cases) {
    Set<OpId> covered = cases.stream().map(GradientCase::op).collect(Collectors.toSet());
    return operators(registry, GradientEntry.Differentiable.class).stream()
        .filter(op -> !covered.contains(op) && !STRAIGHT_THROUGH.contains(op))
        .map(OpId::toString)
        .sorted()
        .toList();
  }

  /** Cases of operators without a rule, by name. */
  static List<String> casesWithoutRule(GradientRegistry registry, Collection<GradientCase> cases) {
    List<OpId> rules = operators(registry, GradientEntry.Differentiable.class);
    return cases.stream()
        .map(GradientCase::op)
        .filter(op -> !rules.contains(op))
        .map(OpId::toString)
        .distinct()
        .sorted()
        .toList();
  }

  /** The operators that have an entry of this kind. */
  static List<OpId> operators(GradientRegistry registry, Class<? extends GradientEntry> kind) {
    return registry.entries().entrySet().stream()
        .filter(entry -> kind.isInstance(entry.getValue()))
        .map(entry -> entry.getKey())
        .toList();
  }
}
