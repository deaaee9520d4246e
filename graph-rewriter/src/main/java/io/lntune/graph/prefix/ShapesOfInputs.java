package io.lntune.graph.prefix;

import io.lntune.graph.batch.BatchAxis;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@code Shape} nodes read sizes from the inputs where the symbols say that they are the same,
 * so that nobody needs a value for the sake of its shape.
 */
final class ShapesOfInputs {
  /** One axis of an input. */
  private record Place(Value input, int axis) {}

  private final Graph graph;
  private final Map<String, Place> places = new HashMap<>();

  ShapesOfInputs(Graph graph, Collection<Value> inputs) {
    this.graph = graph;
    for (Value input : inputs) {
      Shape shape = input.shape();
      for (int i = 0; shape != null && i < shape.rank(); i++) {
        if (!shape.dim(i).isStatic()) {
          places.putIfAbsent(BatchAxis.name(shape.dim(i), i), new Place(input, i));
        }
      }
    }
  }

  /** Changes the nodes that read the shape of a value in {@code values}. */
  void read(Set<Value> values) {
    for (Node node : graph.nodes()) {
      Value read = node.is("Shape") ? node.requiredInput(0) : null;
      Shape shape = read == null ? null : read.shape();
      if (read == null || shape == null || !values.contains(read) || !isPlain(node)) {
        continue;
      }
      List<Value> sizes = sizes(node, shape);
      if (sizes != null && !sizes.isEmpty()) {
        GraphBuilder builder = GraphBuilder.before(node, node.name() + "/sizes");
        Value all = builder.concat(0, sizes.toArray(Value[]::new));
        Value output = node.requiredOutput(0);
        all.setType(output.type());
        graph.replaceUses(output, all);
        graph.remove(node);
      }
    }
  }

  private boolean isPlain(Node node) {
    return !node.attributes().has("start")
        && !node.attributes().has("end")
        && !graph.isOutput(node.requiredOutput(0));
  }

  private @Nullable List<Value> sizes(Node node, Shape shape) {
    for (Dim dim : shape.dims()) {
      if (!dim.isStatic() && !places.containsKey(dim.symbol())) {
        return null;
      }
    }
    GraphBuilder builder = GraphBuilder.before(node, node.name() + "/sizes");
    List<Value> sizes = new ArrayList<>();
    for (Dim dim : shape.dims()) {
      Place place = places.get(dim.symbol());
      if (dim.isStatic() || place == null) {
        sizes.add(builder.longs(dim.size()));
      } else {
        Value all = builder.shapeOf(place.input());
        sizes.add(
            builder.typed(
                builder.call("Gather", all, builder.longs(place.axis())), DataType.INT64));
      }
    }
    return sizes;
  }
}
