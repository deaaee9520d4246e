package io.lntune.graph.rewrite;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the nodes of one graph into topological order: every node after those whose values it or a
 * graph inside it uses. Nodes keep their places where that is possible.
 */
public final class GraphOrder {
  private final Graph graph;
  private final Set<Node> entered = new HashSet<>();
  private final Set<Node> placed = new HashSet<>();
  private final List<Node> order = new ArrayList<>();

  private GraphOrder(Graph graph) {
    this.graph = graph;
  }

  /**
   * Sorts {@code graph}, not the graphs inside it.
   *
   * @return whether the order changed
   * @throws LntuneException when nodes depend on each other in a cycle
   */
  public static boolean sort(Graph graph) {
    return new GraphOrder(graph).run();
  }

  private boolean run() {
    List<Node> present = graph.nodes();
    present.forEach(this::place);
    if (order.equals(present)) {
      return false;
    }
    graph.reorder(order);
    return true;
  }

  /** One node on the way down with those of its producers that are still to be looked at. */
  private record Visit(Node node, Iterator<Node> producers) {}

  private void place(Node start) {
    Deque<Visit> path = new ArrayDeque<>();
    enter(start, path);
    while (!path.isEmpty()) {
      Visit visit = path.getLast();
      if (visit.producers().hasNext()) {
        enter(visit.producers().next(), path);
      } else {
        path.removeLast();
        placed.add(visit.node());
        order.add(visit.node());
      }
    }
  }

  private void enter(Node node, Deque<Visit> path) {
    if (placed.contains(node)) {
      return;
    }
    if (!entered.add(node)) {
      throw LntuneException.badInput(
          "The graph contains a cycle", node.describe(), "The model is damaged; export it again.");
    }
    path.add(new Visit(node, producers(node).iterator()));
  }

  private List<Node> producers(Node node) {
    List<Node> producers = new ArrayList<>();
    addProducers(node.inputs(), producers);
    for (Graph inner : Subgraphs.nested(node)) {
      inner.nodes().forEach(innerNode -> addProducers(innerNode.inputs(), producers));
      addProducers(inner.outputs(), producers);
    }
    return producers;
  }

  private void addProducers(Collection<? extends @Nullable Value> values, List<Node> producers) {
    for (Value value : values) {
      Node producer = value == null ? null : value.producer();
      if (producer != null && producer.graph() == graph) {
        producers.add(producer);
      }
    }
  }
}
