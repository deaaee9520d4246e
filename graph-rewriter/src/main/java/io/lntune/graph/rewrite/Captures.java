package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a node reads: its inputs, and the outer values that the bodies inside it use by name. */
public final class Captures {
  private Captures() {}

  /** Inputs and captured values of {@code node}, without those that are left out. */
  public static Set<Value> read(Node node) {
    Set<Value> values = new LinkedHashSet<>();
    node.inputs().stream().filter(Objects::nonNull).forEach(values::add);
    values.addAll(byBodies(node));
    return values;
  }

  /** Values defined outside of {@code node} that the bodies inside it use. */
  public static Set<Value> byBodies(Node node) {
    return outside(Subgraphs.nested(node));
  }

  /** Values defined outside of {@code body} that it or a graph inside it uses. */
  public static Set<Value> of(Graph body) {
    return outside(Subgraphs.withNested(body));
  }

  private static Set<Value> outside(List<Graph> bodies) {
    Set<Value> values = new LinkedHashSet<>();
    Set<Graph> inside = new HashSet<>(bodies);
    for (Graph body : bodies) {
      for (Node node : body.nodes()) {
        node.inputs().stream().filter(Objects::nonNull).forEach(values::add);
      }
      values.addAll(body.outputs());
    }
    values.removeIf(value -> inside.contains(value.graph()));
    return values;
  }
}
