package io.lntune.graph.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that the links of a graph agree with each other and that its order is topological. */
public final class GraphCheck {
  private GraphCheck() {}

  /** Fails when anything is wrong in {@code model}, graphs inside its graph included. */
  public static void check(Model model) {
    List<Graph> graphs = Subgraphs.withNested(model.graph());
    Set<Node> present = new HashSet<>();
    graphs.forEach(graph -> present.addAll(graph.nodes()));
    Set<Value> visible = new HashSet<>();
    check(model.graph(), visible, present);
    for (Graph graph : graphs) {
      for (Value value : graph.values()) {
        assertSame(value, graph.find(value.name()));
        Node producer = value.producer();
        assertTrue(producer == null || present.contains(producer), "lost producer of " + value);
        for (Use use : value.uses()) {
          assertTrue(present.contains(use.node()), "lost use of " + value);
          assertSame(value, use.node().input(use.index()), "wrong use of " + value);
        }
      }
    }
  }

  private static void check(Graph graph, Set<Value> outer, Set<Node> present) {
    Set<Value> visible = new HashSet<>(outer);
    visible.addAll(graph.inputs());
    visible.addAll(graph.initializers());
    for (Node node : graph.nodes()) {
      List<Use> uses = new ArrayList<>();
      for (int i = 0; i < node.inputs().size(); i++) {
        Value input = node.input(i);
        if (input != null) {
          assertTrue(visible.contains(input), node + " uses " + input + " before it is computed");
          uses.add(new Use(node, i));
          assertEquals(1, input.uses().stream().filter(uses.get(uses.size() - 1)::equals).count());
        }
      }
      Subgraphs.of(node).forEach(inner -> check(inner, visible, present));
      for (int i = 0; i < node.outputs().size(); i++) {
        Value output = node.output(i);
        if (output != null) {
          assertSame(node, output.producer(), "producer of " + output);
          assertEquals(i, output.outputIndex());
          assertTrue(visible.add(output), output + " is computed twice");
        }
      }
    }
    graph.outputs().forEach(output -> assertTrue(visible.contains(output), "missing " + output));
  }
}
