package io.lntune.graph.memory;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Captures;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order in which ONNX Runtime runs the nodes of a graph: depth first against the edges, from
 * the nodes that no other node reads, where of several nodes the one that stands last in the graph
 * comes first ({@code GraphViewer} in ONNX Runtime 1.29, default execution order). What its own
 * optimisations replace is not foreseen.
 */
final class RuntimeOrder {
  private final Map<Node, Integer> places = new HashMap<>();

  private RuntimeOrder(List<Node> nodes) {
    for (Node node : nodes) {
      places.put(node, places.size());
    }
  }

  /** The nodes of {@code graph}, each after those that it reads from. */
  static List<Node> of(Graph graph) {
    List<Node> nodes = graph.nodes();
    return new RuntimeOrder(nodes).run(nodes);
  }

  private record Visit(Node node, boolean leaving) {}

  private List<Node> run(List<Node> nodes) {
    Map<Node, List<Node>> producers = new HashMap<>();
    Set<Node> read = new HashSet<>();
    for (Node node : nodes) {
      List<Node> of = producers(node);
      producers.put(node, of);
      read.addAll(of);
    }
    Deque<Visit> open = new ArrayDeque<>();
    for (Node node : nodes) {
      if (!read.contains(node)) {
        open.push(new Visit(node, false));
      }
    }
    List<Node> order = new ArrayList<>();
    Set<Node> seen = new HashSet<>();
    while (!open.isEmpty()) {
      Visit visit = open.pop();
      if (visit.leaving()) {
        order.add(visit.node());
      } else if (seen.add(visit.node())) {
        open.push(new Visit(visit.node(), true));
        producers.getOrDefault(visit.node(), List.of()).stream()
            .filter(producer -> !seen.contains(producer))
            .forEach(producer -> open.push(new Visit(producer, false)));
      }
    }
    return order;
  }

  /** In the order of the graph. */
  private List<Node> producers(Node node) {
    Set<Node> found = new HashSet<>();
    for (Value value : Captures.read(node)) {
      Node producer = value.producer();
      if (producer != null && places.containsKey(producer)) {
        found.add(producer);
      }
    }
    List<Node> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparing(places::get));
    return sorted;
  }
}
