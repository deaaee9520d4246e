package io.lntune.graph.memory;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Captures;
import io.lntune.graph.rewrite.GraphOrder;
import io.lntune.graph.rewrite.Reachability;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Arranges the nodes of a step graph so that {@link RuntimeOrder} lets values die early: the loss
 * first, then each parameter's gradient as soon as the gradient has come so far, and what the
 * backward pass computes from forward values alone only when it is asked for.
 *
 * <p>In the file that is: forward nodes; nodes that depend on forward values only; nodes that the
 * gradient flows through; and last, in reverse, the ends that lead to one output each. A node
 * stands after those that it reads from, as ONNX demands.
 */
public final class GradientOrder {
  private final Graph graph;
  private final Map<Node, Integer> places = new HashMap<>();

  private GradientOrder(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      places.put(node, places.size());
    }
  }

  /**
   * Arranges {@code graph}, whose nodes are in order and all lead to an output.
   *
   * @param losses the outputs that are no gradients
   * @param seeds gradients of the loss with respect to the values it is computed from
   */
  public static void arrange(Graph graph, Collection<Value> losses, Collection<Value> seeds) {
    new GradientOrder(graph).run(losses, seeds);
  }

  private void run(Collection<Value> losses, Collection<Value> seeds) {
    Set<Node> forward = Reachability.ancestors(losses);
    Set<Node> flow = Reachability.descendants(graph, seeds);
    flow.addAll(Reachability.ancestors(seeds));
    Map<Node, Node> ends = ends();
    List<Node> first = new ArrayList<>();
    List<Node> late = new ArrayList<>();
    List<Node> backward = new ArrayList<>();
    Map<Node, List<Node>> tails = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (ends.containsKey(node)) {
        tails.computeIfAbsent(ends.get(node), key -> new ArrayList<>()).add(node);
      } else if (forward.contains(node)) {
        first.add(node);
      } else {
        (flow.contains(node) ? backward : late).add(node);
      }
    }
    List<Node> order = new ArrayList<>(first);
    order.addAll(late);
    order.addAll(backward);
    List<List<Node>> last = new ArrayList<>(tails.values());
    last.sort(
        Comparator.<List<Node>>comparingInt(tail -> leads(tail, forward) ? 0 : 1)
            .thenComparingInt(this::ready)
            .thenComparingInt(tail -> places.get(tail.get(0)))
            .reversed());
    last.forEach(order::addAll);
    graph.reorder(order);
    GraphOrder.sort(graph);
  }

  private static boolean leads(List<Node> tail, Set<Node> forward) {
    return forward.contains(tail.get(tail.size() - 1));
  }

  /** The place of the last node outside of {@code tail} that it reads from. */
  private int ready(List<Node> tail) {
    Set<Node> inside = new HashSet<>(tail);
    int latest = -1;
    for (Node node : tail) {
      for (Value value : Captures.read(node)) {
        Node producer = value.producer();
        if (producer != null && !inside.contains(producer)) {
          latest = Math.max(latest, places.getOrDefault(producer, -1));
        }
      }
    }
    return latest;
  }

  /** The nodes that lead to one unread node only, with that node. */
  private Map<Node, Node> ends() {
    Map<Node, Set<Node>> readers = new HashMap<>();
    for (Node node : graph.nodes()) {
      for (Value value : Captures.read(node)) {
        if (value.producer() != null) {
          readers.computeIfAbsent(value.producer(), key -> new HashSet<>()).add(node);
        }
      }
    }
    Map<Node, Node> ends = new HashMap<>();
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      Set<Node> by = readers.getOrDefault(node, Set.of());
      boolean isOutput = node.outputs().stream().filter(Objects::nonNull).anyMatch(graph::isOutput);
      if (by.isEmpty()) {
        ends.put(node, node);
      } else if (!isOutput) {
        Node end = ends.get(by.iterator().next());
        if (end != null && by.stream().allMatch(reader -> end.equals(ends.get(reader)))) {
          ends.put(node, end);
        }
      }
    }
    return ends;
  }
}
