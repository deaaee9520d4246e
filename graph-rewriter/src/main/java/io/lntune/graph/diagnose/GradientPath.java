package io.lntune.graph.diagnose;

import io.lntune.graph.differentiate.ActivePath;
import io.lntune.graph.differentiate.GradientEntry;
import io.lntune.graph.differentiate.GradientRegistry;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Captures;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which nodes lie between the trained tensors and the loss, and what happens there. */
final class GradientPath {
  private final Graph graph;
  private final List<Value> predictions;
  private final GradientRegistry registry;
  private final ActivePath active;
  private final Reach carried;
  private final Reach any;

  /** Examines {@code graph}, whose nodes are in order. */
  GradientPath(
      Graph graph, List<Value> trained, List<Value> predictions, GradientRegistry registry) {
    this.graph = graph;
    this.predictions = predictions;
    this.registry = registry;
    active = ActivePath.between(graph, registry, trained, predictions);
    carried = new Reach(graph, trained, this::carries);
    any = new Reach(graph, trained, (node, output) -> true);
  }

  private boolean carries(Node node, Value output) {
    boolean real =
        output.type() == null
            || output.elementType().isFloatingPoint()
            || output.elementType() == DataType.INT8
            || output.elementType() == DataType.UINT8;
    return real && !(registry.find(node.op()) instanceof GradientEntry.Zero);
  }

  /** Every node that no gradient passes, with the reason, nearest to the loss first. */
  Map<Node, String> blockers() {
    Map<Node, String> blockers = new LinkedHashMap<>();
    active.blockers().forEach(each -> blockers.putIfAbsent(each.node(), each.reason()));
    return blockers;
  }

  /** Everything that the predictions are computed from. */
  private Set<Value> needed() {
    Set<Value> needed = new HashSet<>(predictions);
    List<Node> order = graph.nodes();
    for (int i = order.size() - 1; i >= 0; i--) {
      if (order.get(i).outputs().stream().anyMatch(needed::contains)) {
        needed.addAll(Captures.read(order.get(i)));
      }
    }
    return needed;
  }

  /** Indices of the trained tensors whose gradient has to pass {@code node}. */
  BitSet through(Node node) {
    return carried.into(node);
  }

  /** Notes the trained tensors that no gradient arrives at; none at all is an obstacle. */
  void report(int trainedCount, Findings findings) {
    int reached = 0;
    for (int i = 0; i < trainedCount; i++) {
      if (reaches(i)) {
        reached++;
      } else {
        findings.leaveOut(i, whyNot(i));
      }
    }
    if (reached == 0) {
      findings.block(
          "The loss depends on none of the selected tensors",
          "Take the loss of another output with --loss-output, or select other tensors.");
    }
  }

  /** Whether the gradient arrives at the trained tensor with this index, were nothing blocked. */
  private boolean reaches(int index) {
    return predictions.stream().anyMatch(value -> carried.of(value).get(index));
  }

  /** Why no gradient arrives at the trained tensor with this index. */
  private String whyNot(int index) {
    if (predictions.stream().anyMatch(value -> any.of(value).get(index))) {
      List<String> stops = stops(index);
      return stops.isEmpty()
          ? "the loss depends on it through integers only"
          : "the gradient is zero at " + String.join(" and ", stops);
    }
    List<String> outputs =
        graph.outputs().stream()
            .filter(output -> any.of(output).get(index))
            .map(output -> "'" + output.name() + "'")
            .toList();
    return outputs.isEmpty()
        ? "no output of the model depends on it"
        : "the loss is taken of "
            + predictions.stream()
                .map(value -> "'" + value.name() + "'")
                .collect(Collectors.joining(" and "))
            + ", and it only matters for "
            + String.join(", ", outputs);
  }

  private List<String> stops(int index) {
    List<String> stops = new ArrayList<>();
    Set<OpId> named = new HashSet<>();
    Set<Value> needed = needed();
    for (Node node : graph.nodes()) {
      boolean enters = carried.into(node).get(index);
      boolean leaves =
          node.outputs().stream().anyMatch(value -> value != null && carried.of(value).get(index));
      boolean matters = node.outputs().stream().anyMatch(needed::contains);
      if (enters && !leaves && matters && named.add(node.op())) {
        stops.add(node.describe());
      }
    }
    return stops;
  }
}
