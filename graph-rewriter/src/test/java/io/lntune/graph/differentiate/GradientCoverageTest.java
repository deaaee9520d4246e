package io.lntune.graph.differentiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.OpId;
import io.lntune.graph.reference.Array;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class GradientCoverageTest {
  private final GradientRegistry registry = StandardGradients.registry();
  private final List<GradientCase> cases = GradientCases.all();

  @Test
  void everyRegisteredRuleHasACase() {
    assertEquals(List.of(), GradientCoverage.rulesWithoutCase(registry, cases));
    assertEquals(List.of(), GradientCoverage.casesWithoutRule(registry, cases));
  }

  @Test
  void everyBroadcastingRuleIsTriedWithAScalarAndWithoutElements() {
    for (OpId op : GradientCoverage.operators(registry, GradientEntry.Differentiable.class)) {
      if (registry.find(op) instanceof GradientEntry.Differentiable rule && rule.broadcasts()) {
        assertTrue(isTried(op, array -> array.rank() == 0), op + " with a scalar");
        assertTrue(isTried(op, array -> array.count() == 0), op + " without elements");
      }
    }
  }

  @Test
  void namesARuleWithoutCase() {
    GradientRegistry extended =
        registry.with(
            OpId.onnx("Gizmo"),
            new GradientEntry.Differentiable(false, GradientContext::gradients));
    assertEquals(List.of("Gizmo"), GradientCoverage.rulesWithoutCase(extended, cases));
  }

  @Test
  void namesARuleWhoseCasesWereDeleted() {
    List<GradientCase> fewer =
        cases.stream().filter(one -> !one.op().equals(OpId.onnx("Conv"))).toList();
    assertEquals(List.of("Conv"), GradientCoverage.rulesWithoutCase(registry, fewer));
  }

  @Test
  void namesACaseWithoutRule() {
    GradientRegistry reduced =
        registry.with(OpId.onnx("Sin"), new GradientEntry.NotDifferentiable("for this test"));
    assertEquals(List.of("Sin"), GradientCoverage.casesWithoutRule(reduced, cases));
  }

  @Test
  void everyEntryIsOfOneOfThreeKinds() {
    int counted =
        GradientCoverage.operators(registry, GradientEntry.Differentiable.class).size()
            + GradientCoverage.operators(registry, GradientEntry.Zero.class).size()
            + GradientCoverage.operators(registry, GradientEntry.NotDifferentiable.class).size();
    assertEquals(registry.entries().size(), counted);
  }

  private boolean isTried(OpId op, Predicate<Array> condition) {
    return cases.stream()
        .filter(subject -> subject.op().equals(op))
        .flatMap(subject -> subject.operands().stream())
        .map(Operand::array)
        .filter(Objects::nonNull)
        .anyMatch(condition);
  }
}
