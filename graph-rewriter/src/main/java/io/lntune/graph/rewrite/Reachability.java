package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Which nodes a value needs, and which need it, captures of bodies included. */
public final class Reachability {
  private Reachability() {}

  /** The nodes that {@code values} are computed by. */
  public static Set<Node> ancestors(Collection<Value> values) {
    Set<Node> found = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>(values);
    while (!open.isEmpty()) {
      Node producer = open.pop().producer();
      if (producer != null && found.add(producer)) {
        Captures.read(producer).forEach(open::push);
      }
    }
    return found;
  }

  /** The nodes of {@code graph}, which is in order, that read one of {@code values}, or would. */
  public static Set<Node> descendants(Graph graph, Collection<Value> values) {
    Set<Value> reached = new HashSet<>(values);
    Set<Node> found = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (Captures.read(node).stream().anyMatch(reached::contains)) {
        found.add(node);
        node.outputs().stream().filter(output -> output != null).forEach(reached::add);
      }
    }
    return found;
  }
}
