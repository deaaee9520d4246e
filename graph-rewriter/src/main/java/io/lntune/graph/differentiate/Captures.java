package io.lntune.graph.differentiate;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a node reads: its inputs, and the outer values that the bodies inside it use by name. */
public final class Captures {
  private Captures() {}

  /** Inputs and captured values of {@code node}, without those that are left out. */
  public static Set<Value> read(Node node) {
    Set<Value> values = new LinkedHashSet<>();
    add(values, node, node.graph());
    values.addAll(byBodies(node));
    return values;
  }

  /** Values around {@code node} that the bodies inside it use. */
  public static Set<Value> byBodies(Node node) {
    Set<Value> values = new LinkedHashSet<>();
    for (Graph body : Subgraphs.nested(node)) {
      body.nodes().forEach(inner -> add(values, inner, node.graph()));
      body.outputs().stream().filter(value -> value.graph() == node.graph()).forEach(values::add);
    }
    return values;
  }

  private static void add(Set<Value> values, Node node, Graph outer) {
    for (Value input : node.inputs()) {
      if (input != null && input.graph() == outer) {
        values.add(input);
      }
    }
  }
}
