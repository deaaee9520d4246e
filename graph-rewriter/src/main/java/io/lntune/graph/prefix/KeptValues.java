package io.lntune.graph.prefix;

import io.lntune.graph.batch.Dependence;
import io.lntune.graph.batch.ExampleAxes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Captures;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The choice as a minimum cut. On the sink's side lie the values that the suffix needs and the
 * frozen nodes that it repeats. An edge from a node to its value is cut when the value is kept; one
 * from the source to a node when the node is repeated.
 */
final class KeptValues {
  /** What batches can be made of. */
  private static final Set<DataType> TYPES =
      EnumSet.of(
          DataType.FLOAT,
          DataType.DOUBLE,
          DataType.FLOAT16,
          DataType.BFLOAT16,
          DataType.INT64,
          DataType.INT32,
          DataType.INT16,
          DataType.INT8,
          DataType.UINT8,
          DataType.BOOL);

  private final Graph graph;
  private final ExampleAxes axes;
  private final WorkEstimate work;
  private final MinimumCut flow = new MinimumCut();
  private final int source = flow.vertex();
  private final int sink = flow.vertex();
  private final Map<Node, Integer> nodes = new LinkedHashMap<>();
  private final Map<Value, Integer> values = new HashMap<>();
  private final Set<Node> repeated = new HashSet<>();

  KeptValues(Graph graph, List<Node> frozen, ExampleAxes axes, WorkEstimate work) {
    this.graph = graph;
    this.axes = axes;
    this.work = work;
    frozen.forEach(this::add);
    for (Node node : graph.nodes()) {
      for (Value read : Captures.read(node)) {
        Integer value = values.get(read);
        if (value != null) {
          flow.edge(value, nodes.getOrDefault(node, sink), MinimumCut.UNLIMITED);
        }
      }
    }
  }

  /** What depends on shapes alone is computed anew at every step, as it always was. */
  private void add(Node node) {
    List<Value> data =
        node.outputs().stream()
            .filter(Objects::nonNull)
            .filter(output -> axes.of(output).isData() && !axes.isFree(output))
            .toList();
    if (data.isEmpty()) {
      return;
    }
    int vertex = flow.vertex();
    nodes.put(node, vertex);
    flow.edge(source, vertex, work.cost(node));
    for (Value output : data) {
      int value = flow.vertex();
      values.put(output, value);
      flow.edge(vertex, value, isKeepable(output) ? work.bytes(output) : MinimumCut.UNLIMITED);
      if (graph.isOutput(output)) {
        flow.edge(value, sink, MinimumCut.UNLIMITED);
      }
    }
  }

  private boolean isKeepable(Value value) {
    return isOneSlice(value)
        && !graph.isOutput(value)
        && value.type() instanceof TensorType type
        && type.shape() != null
        && TYPES.contains(type.elementType());
  }

  List<CachedValue> cut() {
    boolean[] needed = flow.between(source, sink);
    List<CachedValue> kept = new ArrayList<>();
    if (needed == null) {
      return kept;
    }
    nodes.forEach(
        (node, vertex) -> {
          if (needed[vertex]) {
            repeated.add(node);
            return;
          }
          for (Value output : node.outputs()) {
            Integer value = output == null ? null : values.get(output);
            if (output != null && value != null && needed[value]) {
              kept.add(new CachedValue(output, axes.of(output).axis()));
            }
          }
        });
    return kept;
  }

  /** Frozen nodes that the suffix computes too. */
  Set<Node> repeated() {
    return repeated;
  }

  /** Batches are made of whole slices along the first axis, and run in parts of them. */
  private boolean isOneSlice(Value value) {
    Dependence dependence = axes.of(value);
    if (dependence.equals(Dependence.example(Dependence.WHOLE))) {
      return true;
    }
    return dependence.equals(Dependence.example(0))
        && value.shape() != null
        && axes.isBatch(value.shape().dim(0));
  }
}
