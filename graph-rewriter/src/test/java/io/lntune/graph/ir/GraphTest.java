package io.lntune.graph.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphTest {
  private final Graph graph = new Graph(null);
  private final Value x = graph.addInput(graph.define("x"));
  private final Value a = graph.define("a");
  private final Value b = graph.define("b");
  private final Node first = node(graph, null, "Relu", List.of(x), a);
  private final Node second = node(graph, null, "Add", List.of(a, x), b);

  @Test
  void insertingLinksProducerAndUses() {
    assertEquals(List.of(first, second), graph.nodes());
    assertSame(first, a.producer());
    assertEquals(List.of(new Use(first, 0), new Use(second, 1)), x.uses());
    assertEquals(List.of(new Use(second, 0)), a.uses());
    assertSame(second, first.next());
    assertEquals(2, graph.nodeCount());
  }

  @Test
  void anInitializerHasItsOwnSizesUnlessACallerMayReplaceIt() {
    TensorType open = new TensorType(DataType.FLOAT, new Shape(List.of(Dim.symbolic("n"))));
    x.setType(open);
    a.setType(open);

    graph.putInitializer(Tensor.ofFloats("x", Shape.of(2), 1, 2));
    graph.putInitializer(Tensor.ofFloats("a", Shape.of(2), 1, 2));

    assertEquals(open, x.type());
    assertEquals(Shape.of(2), a.shape());
  }

  @Test
  void insertingBeforeANode() {
    Value c = graph.define("c");
    Node between = node(graph, second, "Neg", List.of(a), c);
    Node front = node(graph, first, "Neg", List.of(x), graph.define("d"));

    assertEquals(List.of(front, first, between, second), graph.nodes());
  }

  @Test
  void leftOutInputsAreGaps() {
    Node node = node(graph, null, "Clip", Arrays.asList(a, null, x), graph.define("c"));

    assertNull(node.input(1));
    assertNull(node.input(9));
    assertTrue(x.uses().contains(new Use(node, 2)));
    assertThrows(RuntimeException.class, () -> node.requiredInput(1));
  }

  @Test
  void settingAnInputMovesTheUse() {
    graph.setNodeInput(second, 0, x);

    assertEquals(List.of(), a.uses());
    assertEquals(3, x.uses().size());
    assertSame(x, second.input(0));

    graph.setNodeInput(second, 3, a);
    assertNull(second.input(2));
    assertEquals(List.of(new Use(second, 3)), a.uses());

    graph.setNodeInput(second, 3, null);
    assertEquals(List.of(), a.uses());
  }

  @Test
  void oneNodeMayUseAValueTwice() {
    graph.setNodeInput(second, 1, a);
    assertEquals(List.of(new Use(second, 0), new Use(second, 1)), a.uses());

    graph.setNodeInput(second, 0, x);
    assertEquals(List.of(new Use(second, 1)), a.uses());
  }

  @Test
  void replacingUsesIncludesGraphOutputs() {
    graph.addOutput(a);

    graph.replaceUses(a, x);

    assertEquals(List.of(), a.uses());
    assertEquals(List.of(x), graph.outputs());
    assertSame(x, second.input(0));
    assertSame(first, a.producer());
  }

  @Test
  void replacingUsesReachesSubgraphs() {
    Graph inner = new Graph(graph);
    Node nested = node(inner, null, "Neg", List.of(a), inner.define("n"));

    graph.replaceUses(a, x);

    assertSame(x, nested.input(0));
    assertTrue(x.uses().contains(new Use(nested, 0)));
  }

  @Test
  void removingANodeUnlinksIt() {
    graph.remove(second);

    assertEquals(List.of(first), graph.nodes());
    assertEquals(List.of(), a.uses());
    assertEquals(List.of(new Use(first, 0)), x.uses());
    assertNull(b.producer());
    assertThrows(IllegalStateException.class, () -> graph.remove(second));
  }

  @Test
  void anOutputCanGetAnotherProducer() {
    Node other = node(graph, null, "Neg", List.of(x), a);
    graph.remove(first);

    assertSame(other, a.producer());
  }

  @Test
  void settingAnOutput() {
    Value c = graph.define("c");
    graph.setNodeOutput(second, 0, c);

    assertSame(second, c.producer());
    assertNull(b.producer());
    assertSame(c, second.output(0));
  }

  @Test
  void renamingKeepsLinks() {
    graph.setNodeInput(second, 1, graph.putInitializer(Tensor.ofFloats("w", Shape.of(1), 3)));
    Value w = graph.find("w");
    second.setCarrier(null);

    graph.rename(w, "weight");

    assertNull(graph.find("w"));
    assertSame(w, graph.find("weight"));
    assertEquals("weight", w.initializer().name());
    assertEquals(List.of(w), List.copyOf(graph.initializers()));
    assertTrue(second.isModified());
    assertNotSame("w", graph.fresh("weight").name());
  }

  @Test
  void reorderingIsAPermutation() {
    graph.reorder(List.of(second, first));

    assertEquals(List.of(second, first), graph.nodes());
    assertSame(first, second.next());
    assertNull(first.next());
    assertThrows(IllegalArgumentException.class, () -> graph.reorder(List.of(first)));
  }

  @Test
  void theListOfNodesIsASnapshot() {
    for (Node node : graph.nodes()) {
      graph.remove(node);
    }
    assertEquals(0, graph.nodeCount());
    node(graph, null, "Neg", List.of(x), graph.define("c"));
    assertEquals(1, graph.nodes().size());
  }

  @Test
  void subgraphsResolveNamesOutward() {
    Graph inner = new Graph(graph);
    Graph innermost = new Graph(inner);
    assertSame(a, innermost.find("a"));

    Value shadow = inner.define("a");
    assertNotSame(a, shadow);
    assertSame(shadow, innermost.find("a"));
    assertSame(a, graph.find("a"));
    assertNull(graph.find("nowhere"));
    assertSame(graph, inner.parent());
  }

  @Test
  void freshNamesAreUniqueAcrossSubgraphs() {
    Graph inner = new Graph(graph);
    inner.define("a_1");
    Set<String> names = new HashSet<>(List.of("x", "a", "b", "a_1"));

    List<Value> fresh = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      fresh.add((i % 2 == 0 ? graph : inner).fresh("a"));
    }

    fresh.forEach(value -> assertTrue(names.add(value.name()), value.name()));
    assertEquals("new", graph.fresh("new").name());
  }

  @Test
  void initializersComeAndGo() {
    Value w = graph.putInitializer(Tensor.ofFloats("w", Shape.of(2), 1, 2));
    assertEquals(DataType.FLOAT, w.elementType());
    assertEquals(Shape.of(2), w.shape());

    assertSame(w, graph.putInitializer(Tensor.ofFloats("w", Shape.of(2), 3, 4)));
    assertEquals(3, w.initializer().toDoubles()[0]);
    assertEquals(1, graph.initializers().size());

    Value other = graph.addConstant(Tensor.ofFloats("w", Shape.of(1), 5));
    assertFalse(other.name().equals("w"));
    assertEquals(other.name(), other.initializer().name());

    graph.dropInitializer(w);
    assertNull(w.initializer());
    assertNotNull(graph.find("w"));
    graph.removeValue(other);
    assertNull(graph.find(other.name()));
    assertEquals(List.of(), List.copyOf(graph.initializers()));
  }

  @Test
  void replacingAnInitializerOfAnotherTypeChangesTheType() {
    Value w = graph.putInitializer(Tensor.ofFloats("w", Shape.of(2), 1, 2));

    graph.putInitializer(Tensor.ofLongs("w", Shape.of(3), 1, 2, 3));

    assertEquals(DataType.INT64, w.elementType());
    assertEquals(Shape.of(3), w.shape());
  }

  private static Node node(Graph graph, Node anchor, String op, List<Value> inputs, Value output) {
    return graph.insert(anchor, OpId.onnx(op), "", inputs, List.of(output), Map.of());
  }
}
