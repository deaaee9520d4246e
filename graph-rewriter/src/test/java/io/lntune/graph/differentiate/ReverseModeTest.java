package io.lntune.graph.differentiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReverseModeTest {
  private final TestGraph graph = new TestGraph();
  private final Value x = graph.input("x");
  private final Value w = graph.input("w");

  @Test
  void twoUsesOfAValueAreAdded() {
    Value h = graph.node("Tanh", "h", graph.node("MatMul", "p", x, w));
    Value y = graph.node("Add", "y", h, graph.node("MatMul", "q", h, w));
    Map<Value, Value> gradients = graph.differentiate(y, List.of(x, w));
    assertEquals(List.of(x, w), List.copyOf(gradients.keySet()));
    assertTrue(graph.error(y, gradients) < Tolerances.CENTRAL_DIFFERENCE);
  }

  @Test
  void manyUsesOfAValueAreAddedOneAfterTheOther() {
    Value h = graph.node("Sin", "h", x);
    Value y = graph.node("Sum", "y", h, h, graph.node("Cos", "c", h), graph.node("Exp", "e", h));
    Map<Value, Value> gradients = graph.differentiate(y, List.of(x));
    assertTrue(graph.error(y, gradients) < Tolerances.CENTRAL_DIFFERENCE);
    assertEquals(3, graph.backward().stream().filter(node -> node.is("Add")).count());
  }

  @Test
  void aTrainableValueInTheMiddleAndOneBeforeItBothGetTheirs() {
    Value h = graph.node("Mul", "h", x, w);
    Value y = graph.node("Mul", "y", h, h);
    Map<Value, Value> gradients = graph.differentiate(y, List.of(w, h));
    assertEquals(List.of(w, h), List.copyOf(gradients.keySet()));
    gradients.remove(h);
    assertTrue(graph.error(y, gradients) < Tolerances.CENTRAL_DIFFERENCE);
  }

  @Test
  void theSeedItselfIsTheGradientOfTheSeededValue() {
    Map<Value, Value> gradients = graph.differentiate(w, List.of(w));
    assertEquals("seed", gradients.get(w).name());
    assertEquals(List.of(), graph.backward());
  }

  @Test
  void frozenBranchesCostNothing() {
    Value frozen = graph.node("MatMul", "frozen", graph.input("a"), graph.input("b"));
    Value y = graph.node("Mul", "y", graph.node("Tanh", "t", frozen), w);
    graph.differentiate(y, List.of(w));
    assertEquals(List.of("Mul"), graph.backward().stream().map(node -> node.op().type()).toList());
    Node product = graph.backward().get(0);
    assertSame(graph.graph().find("t"), product.requiredInput(1), "dw = seed t, and no more");
  }

  @Test
  void noGradientOfAFrozenWeightOnTheWayIsComputed() {
    Value frozen = graph.input("frozen");
    Value h = graph.node("MatMul", "h", graph.node("Tanh", "t", w), frozen);
    Value y = graph.node("MatMul", "y", h, frozen);
    graph.differentiate(y, List.of(w));
    Set<String> read =
        graph.backward().stream()
            .flatMap(node -> node.inputs().stream())
            .map(Value::name)
            .collect(Collectors.toSet());
    assertTrue(read.contains("frozen"));
    // The gradient of the frozen weight would be the only reader of what it was multiplied with.
    assertFalse(read.contains("h"), "the left operand of the second product is not needed");
    assertEquals(2, graph.backward().stream().filter(node -> node.is("MatMul")).count());
  }

  @Test
  void aValueThatTheLossDoesNotReadHasNoGradient() {
    Value y = graph.node("Neg", "y", w);
    graph.node("Exp", "unread", x);
    assertEquals(Set.of(w), graph.differentiate(y, List.of(x, w)).keySet());
  }

  @Test
  void aPathCutByAPiecewiseConstantOperatorHasNoGradient() {
    Value y = graph.node("Add", "y", graph.node("Round", "r", x), w);
    assertEquals(Set.of(w), graph.differentiate(y, List.of(x, w)).keySet());
    assertEquals(List.of(), graph.backward());
  }

  @Test
  void everyOperatorInTheWayIsListedNearestToTheLossFirst() {
    Value first = graph.node("Gizmo", "first", x);
    Value second = graph.node("MaxRoiPool", "second", first);
    Value y = graph.node("Widget", "y", graph.node("Neg", "n", second), w);
    LntuneException e =
        assertThrows(LntuneException.class, () -> graph.differentiate(y, List.of(x)));
    assertEquals(LntuneException.Kind.UNSUPPORTED, e.kind());
    assertTrue(e.what().contains("3 node(s)"), e.what());
    int widget = e.where().indexOf("'y_node' (Widget)");
    int region = e.where().indexOf("'second_node' (MaxRoiPool)");
    int gizmo = e.where().indexOf("'first_node' (Gizmo)");
    assertTrue(widget >= 0 && widget < region && region < gizmo, e.where());
    assertTrue(e.where().contains("no gradient rule is registered"), e.where());
    assertEquals(List.of(), graph.backward(), "nothing is left behind");
  }

  @Test
  void anOperatorWithoutRuleOffThePathIsNoObstacle() {
    Value y = graph.node("Mul", "y", graph.node("Gizmo", "g", x), w);
    assertEquals(Set.of(w), graph.differentiate(y, List.of(w)).keySet());
  }

  @Test
  void backwardNodesAreNamedAfterTheNodeTheyDifferentiate() {
    Value y = graph.node("Mul", "y", x, w);
    graph.differentiate(y, List.of(w));
    assertEquals(
        List.of("backward/y_node/Mul"), graph.backward().stream().map(Node::name).toList());
  }

  @Test
  void anExtendedRegistryServesNewOperators() {
    Value y = graph.node("Gizmo", "y", w);
    GradientRegistry registry =
        StandardGradients.registry()
            .with(
                y.producer().op(),
                new GradientEntry.Differentiable(
                    false, g -> g.gradients().input(0, () -> g.builder().neg(g.dY()))));
    Map<Value, Value> gradients =
        new ReverseMode(registry, OperatorTarget.STANDARD)
            .differentiate(graph.graph(), Map.of(y, graph.input("dy")), List.of(w));
    assertEquals("Neg", gradients.get(w).producer().op().type());
  }
}
