package io.lntune.graph.batch;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads off the normalisation layers how many rows an example has: their inputs are the widest
 * activations that every kind of transformer has in one form, {@code [batch, rows..., width]}.
 */
final class NormalizedRows {
  private final Map<String, RowCount.Axis> places = new HashMap<>();
  private final ExampleAxes axes;

  /** For a graph that gets {@code data}. */
  NormalizedRows(Collection<Value> data, ExampleAxes axes) {
    this.axes = axes;
    for (Value input : data) {
      Shape shape = input.shape();
      for (int i = 1; shape != null && i < shape.rank(); i++) {
        if (!shape.dim(i).isStatic()) {
          String symbol = shape.dim(i).nameAt(i);
          places.putIfAbsent(symbol, new RowCount.Axis(input.name(), i));
        }
      }
    }
  }

  /** The different numbers among {@code nodes}. */
  List<RowCount> of(List<Node> nodes) {
    Set<RowCount> counts = new LinkedHashSet<>();
    for (Node node : nodes) {
      if (node.is("LayerNormalization") || node.is("SimplifiedLayerNormalization")) {
        RowCount count = of(node);
        if (count != null) {
          counts.add(count);
        }
      }
    }
    return List.copyOf(counts);
  }

  private @Nullable RowCount of(Node node) {
    Shape shape = node.requiredInput(0).shape();
    if (shape == null || !axes.ofInput(node, 0).equals(Dependence.example(0))) {
      return null;
    }
    int normalized = ExampleAxes.axis(node.attributes().intValue("axis", -1), shape.rank());
    long factor = 1;
    List<RowCount.Axis> open = new ArrayList<>();
    for (int i = 1; i < normalized; i++) {
      Dim dim = shape.dim(i);
      RowCount.Axis place = places.get(dim.symbol());
      if (dim.isStatic()) {
        factor = Math.multiplyExact(factor, dim.size());
      } else if (place != null) {
        open.add(place);
      } else {
        return null;
      }
    }
    return new RowCount(factor, open);
  }
}
