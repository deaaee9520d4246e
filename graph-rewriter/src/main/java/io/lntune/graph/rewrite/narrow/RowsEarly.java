package io.lntune.graph.rewrite.narrow;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RowRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Computes some rows only of a tensor [N, C], and of everything before it that is computed row by
 * row: of a language model the head, the last norm and the last layer's feed-forward part. Which
 * rows these are may become known at run time. Requires typed values and the outermost graph in
 * order; leaves it out of order.
 */
public final class RowsEarly {
  private final Graph graph;

  /** Per node the inputs of which rows suffice. */
  private final Map<Node, Set<Integer>> narrowed = new HashMap<>();

  private final Map<Value, Value> chosen = new HashMap<>();

  private RowsEarly(Graph graph) {
    this.graph = graph;
  }

  /**
   * Finds out what could be computed for some rows.
   *
   * @param rows what is read at the same rows by all its readers
   * @param among nodes that may be changed
   */
  public static RowsEarly of(Graph graph, Value rows, Set<Node> among) {
    new EarliestShapes(graph).move();
    RowsEarly early = new RowsEarly(graph);
    early.find(rows, among);
    return early;
  }

  /** Whether a product of matrices gets smaller; whatever else does is hardly worth it. */
  public boolean isWorthwhile() {
    return narrowed.keySet().stream().anyMatch(node -> RowRules.PRODUCTS.contains(node.op()));
  }

  private void find(Value rows, Set<Node> among) {
    RowRules rules = new RowRules();
    List<Node> nodes = new ArrayList<>(graph.nodes());
    Collections.reverse(nodes);
    for (Node node : nodes) {
      boolean reached =
          among.contains(node)
              && node.outputs().stream()
                  .filter(Objects::nonNull)
                  .allMatch(output -> output.equals(rows) || isWanted(output));
      Set<Integer> inputs = reached ? rules.inputs(node) : null;
      if (inputs != null) {
        narrowed.put(node, inputs);
      }
    }
  }

  private boolean isWanted(Value output) {
    return !graph.isOutput(output)
        && !output.uses().isEmpty()
        && output.uses().stream()
            .allMatch(use -> narrowed.getOrDefault(use.node(), Set.of()).contains(use.index()));
  }

  /**
   * Carries it out.
   *
   * @param positions of the rows, int64 [n]
   * @param axis the symbol of n
   */
  public void apply(Value positions, Dim axis) {
    Set<Value> done = new HashSet<>();
    for (Node node : List.copyOf(graph.nodes())) {
      Set<Integer> inputs = narrowed.get(node);
      if (inputs != null) {
        narrow(node, inputs, done, positions, axis);
      }
    }
  }

  private void narrow(Node node, Set<Integer> inputs, Set<Value> done, Value positions, Dim axis) {
    for (int index : inputs) {
      Value input = node.requiredInput(index);
      if (!done.contains(input)) {
        graph.setNodeInput(node, index, choose(node, input, positions, axis));
      }
    }
    for (Value output : node.outputs()) {
      if (output != null) {
        output.setType(shortened(output, axis));
        done.add(output);
      }
    }
    adapt(node);
  }

  private Value choose(Node before, Value value, Value positions, Dim axis) {
    return chosen.computeIfAbsent(
        value,
        key -> {
          GraphBuilder builder = GraphBuilder.before(before, value.name() + "/chosen");
          Shape shape = Objects.requireNonNull(value.shape());
          Value rows = value;
          if (shape.rank() > 2) {
            rows = builder.reshape(value, -1, shape.dim(-1).size());
            rows.setType(shortened(value, Dim.UNKNOWN));
          }
          Value some = builder.call("Gather", rows, positions);
          some.setType(shortened(value, axis));
          return some;
        });
  }

  private static TensorType shortened(Value value, Dim axis) {
    Dim last = Objects.requireNonNull(value.shape()).dim(-1);
    return new TensorType(value.elementType(), new Shape(List.of(axis, last)));
  }

  /** What a node says of shapes and axes no longer holds: its operands have two axes now. */
  private void adapt(Node node) {
    if (RowRules.VIEWS.contains(node.op())) {
      List<Value> inputs = List.of(node.requiredInput(0));
      List<Value> outputs = List.of(node.requiredOutput(0));
      Node next = node.next();
      graph.setNodeOutput(node, 0, null);
      graph.insert(next, OpId.onnx("Identity"), node.name(), inputs, outputs, Map.of());
      graph.remove(node);
    } else if (RowRules.ALONG_ROWS.contains(node.op())) {
      node.setAttribute("axis", new Attribute.IntValue(-1));
    } else if (RowRules.REDUCTIONS.contains(node.op())) {
      graph.setNodeInput(node, 1, GraphBuilder.before(node, node.name()).longs(-1));
    } else if (node.is("Slice")) {
      graph.setNodeInput(node, 3, GraphBuilder.before(node, node.name()).longs(-1));
    }
  }
}
