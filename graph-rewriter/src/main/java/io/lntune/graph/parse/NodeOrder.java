package io.lntune.graph.parse;

import io.lntune.graph.parse.proto.AttributeProto;
import io.lntune.graph.parse.proto.GraphProto;
import io.lntune.graph.parse.proto.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts producers before consumers. ONNX requires this order of a file, but converters (to float16,
 * for one) write others, and ONNX Runtime loads them. Nodes that are in order stay where they are.
 */
final class NodeOrder {
  private final List<NodeProto> nodes;
  private final Map<String, Integer> producers = new HashMap<>();
  private final List<List<Integer>> needed = new ArrayList<>();

  private NodeOrder(List<NodeProto> nodes) {
    this.nodes = nodes;
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).getOutputList()) {
        producers.putIfAbsent(output, i);
      }
    }
    for (NodeProto node : nodes) {
      List<Integer> before = new ArrayList<>();
      addProducers(node, before);
      needed.add(before);
    }
  }

  /** The nodes in order; empty when they depend on each other in a cycle. */
  static Optional<List<NodeProto>> sorted(List<NodeProto> nodes) {
    NodeOrder order = new NodeOrder(nodes);
    return order.isSorted() ? Optional.of(nodes) : order.sort();
  }

  /** Tensors that graphs inside a node read count as read by the node. */
  private void addProducers(NodeProto node, List<Integer> before) {
    addProducers(node.getInputList(), before);
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        addProducers(attribute.getG(), before);
      }
      attribute.getGraphsList().forEach(graph -> addProducers(graph, before));
    }
  }

  private void addProducers(GraphProto graph, List<Integer> before) {
    graph.getNodeList().forEach(node -> addProducers(node, before));
    graph.getOutputList().forEach(output -> addProducers(List.of(output.getName()), before));
  }

  private void addProducers(List<String> names, List<Integer> before) {
    for (String name : names) {
      Integer producer = name.isEmpty() ? null : producers.get(name);
      if (producer != null) {
        before.add(producer);
      }
    }
  }

  private boolean isSorted() {
    for (int i = 0; i < nodes.size(); i++) {
      for (int producer : needed.get(i)) {
        if (producer >= i) {
          return false;
        }
      }
    }
    return true;
  }

  /** One node on the way down with those of its producers that are still to be looked at. */
  private record Visit(int node, Iterator<Integer> producers) {}

  private Optional<List<NodeProto>> sort() {
    boolean[] entered = new boolean[nodes.size()];
    boolean[] placed = new boolean[nodes.size()];
    List<NodeProto> order = new ArrayList<>(nodes.size());
    for (int start = 0; start < nodes.size(); start++) {
      Deque<Visit> path = new ArrayDeque<>();
      int next = placed[start] ? -1 : start;
      while (next >= 0 || !path.isEmpty()) {
        if (next >= 0) {
          if (entered[next]) {
            return Optional.empty();
          }
          entered[next] = true;
          path.addLast(new Visit(next, needed.get(next).iterator()));
        }
        next = firstUnplaced(path.getLast().producers(), placed);
        if (next < 0) {
          int done = path.removeLast().node();
          placed[done] = true;
          order.add(nodes.get(done));
        }
      }
    }
    return Optional.of(order);
  }

  private static int firstUnplaced(Iterator<Integer> producers, boolean[] placed) {
    while (producers.hasNext()) {
      int producer = producers.next();
      if (!placed[producer]) {
        return producer;
      }
    }
    return -1;
  }
}
