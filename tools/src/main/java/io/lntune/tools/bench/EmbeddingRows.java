package io.lntune.tools.bench;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many rows the tables have that a graph input selects from: an input that reaches the indices
 * of a Gather (ONNX, since opset 1), at most reshaped, must stay below the table's first axis.
 */
final class EmbeddingRows {
  private static final Set<String> KEEPING_VALUES =
      Set.of("Cast", "Identity", "Reshape", "Unsqueeze", "Squeeze", "Flatten", "Transpose");

  /** Index input to table input of operators that select rows of a table. */
  private static final Map<String, Map<Integer, Integer>> SELECTING =
      Map.of(
          "Gather", Map.of(1, 0),
          "GatherBlockQuantized", Map.of(1, 0),
          "EmbedLayerNormalization", Map.of(0, 2, 1, 4));

  private EmbeddingRows() {}

  /** The rows of the smallest table by input name; inputs without a table are left out. */
  static Map<String, Long> of(Graph graph) {
    Map<String, Long> rows = new HashMap<>();
    for (Value input : graph.inputs()) {
      long smallest = smallestTable(input);
      if (smallest < Long.MAX_VALUE) {
        rows.put(input.name(), smallest);
      }
    }
    return rows;
  }

  private static long smallestTable(Value input) {
    long smallest = Long.MAX_VALUE;
    Set<Value> seen = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>(Set.of(input));
    while (!open.isEmpty()) {
      Value value = open.remove();
      if (!seen.add(value)) {
        continue;
      }
      for (Use use : value.uses()) {
        Node node = use.node();
        Value output = node.output(0);
        if (use.index() == 0 && KEEPING_VALUES.contains(node.op().type()) && output != null) {
          open.add(output);
        }
        Integer table = SELECTING.getOrDefault(node.op().type(), Map.of()).get(use.index());
        if (table != null) {
          smallest = Math.min(smallest, rows(node.input(table)));
        }
      }
    }
    return smallest;
  }

  private static long rows(@Nullable Value table) {
    Shape shape = table == null ? null : table.shape();
    if (shape == null || shape.rank() < 2 || !shape.dim(0).isStatic()) {
      return Long.MAX_VALUE;
    }
    return shape.dim(0).size();
  }
}
