package io.lntune.graph.rewrite.narrow;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads shapes from the first value that certainly has them. Exporters write {@code Shape} of
 * whatever tensor is at hand; read from an early one, the later ones are free to be narrowed.
 */
final class EarliestShapes {
  private final Graph graph;

  EarliestShapes(Graph graph) {
    this.graph = graph;
  }

  /** Returns whether any {@code Shape} node changed; the graph must be topologically sorted. */
  boolean move() {
    Map<Shape, Value> earliest = new HashMap<>();
    graph.inputs().forEach(input -> note(input, earliest));
    boolean moved = false;
    for (Node node : graph.nodes()) {
      if (node.is("Shape")) {
        Value read = node.requiredInput(0);
        Shape shape = read.shape();
        Value first = shape == null ? null : earliest.get(shape);
        if (first != null && first != read) {
          graph.setNodeInput(node, 0, first);
          moved = true;
        }
      }
      node.outputs().forEach(output -> note(output, earliest));
    }
    return moved;
  }

  private static void note(@Nullable Value value, Map<Shape, Value> earliest) {
    Shape shape = value == null ? null : value.shape();
    if (value != null && shape != null && shape.certainlyEquals(shape)) {
      earliest.putIfAbsent(shape, value);
    }
  }
}
