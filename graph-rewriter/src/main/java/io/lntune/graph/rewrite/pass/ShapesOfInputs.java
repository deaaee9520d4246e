package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.Pass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes run-time shapes from the graph's inputs where their symbols allow it, instead of from
 * activations: a backward node that asks for a shape alone would keep all elements until then. Of
 * the target of a Reshape, one axis may stay open.
 */
public final class ShapesOfInputs implements Pass {
  /** One axis of one input. */
  private record Axis(Value input, int index) {}

  @Override
  public String name() {
    return "ShapesOfInputs";
  }

  @Override
  public boolean run(Model model) {
    Graph graph = model.graph();
    Map<String, Axis> axes = axes(graph);
    Map<List<Dim>, Value> shapes = new HashMap<>();
    List<Node> nodes = graph.nodes();
    if (nodes.isEmpty()) {
      return false;
    }
    GraphBuilder builder = GraphBuilder.before(nodes.get(0), "shapes");
    Map<Axis, Value> sizes = new HashMap<>();
    boolean changed = false;
    for (Node node : nodes) {
      Shape shape = ofActivation(node);
      if (shape != null && unknown(shape, axes) <= (isTarget(node, shape) ? 1 : 0)) {
        Value known =
            shapes.computeIfAbsent(
                shape.dims(), dims -> build(dims, axes, sizes, builder, node.requiredOutput(0)));
        graph.replaceUses(node.requiredOutput(0), known);
        graph.remove(node);
        graph.removeValue(node.requiredOutput(0));
        changed = true;
      }
    }
    return changed;
  }

  /** The first axis that each symbol stands for. */
  private static Map<String, Axis> axes(Graph graph) {
    Map<String, Axis> axes = new HashMap<>();
    for (Value input : graph.inputs()) {
      Shape shape = input.initializer() == null ? input.shape() : null;
      for (int i = 0; shape != null && i < shape.rank(); i++) {
        // Of axes without a name only the first, the batch, is the same in every input.
        boolean isNamed = !shape.dim(i).symbol().isEmpty();
        if (!shape.dim(i).isStatic() && (isNamed || i == 0)) {
          axes.putIfAbsent(shape.dim(i).nameAt(i), new Axis(input, i));
        }
      }
    }
    return axes;
  }

  private static @Nullable Shape ofActivation(Node node) {
    if (!node.is("Shape") || node.attributes().has("start") || node.attributes().has("end")) {
      return null;
    }
    Value value = node.requiredInput(0);
    Shape shape = value.shape();
    boolean isOutput = node.graph().isOutput(node.requiredOutput(0));
    return value.producer() == null || isOutput || shape == null || shape.rank() == 0
        ? null
        : shape;
  }

  private static long unknown(Shape shape, Map<String, Axis> axes) {
    return shape.dims().stream()
        .filter(dim -> !dim.isStatic() && !axes.containsKey(dim.symbol()))
        .count();
  }

  /** Whether only Reshapes read the shape; they work out one size themselves, none being 0. */
  private static boolean isTarget(Node node, Shape shape) {
    return shape.dims().stream().allMatch(dim -> dim.size() != 0)
        && node.requiredOutput(0).uses().stream()
            .allMatch(use -> use.node().is("Reshape") && use.index() == 1);
  }

  private static Value build(
      List<Dim> dims,
      Map<String, Axis> axes,
      Map<Axis, Value> sizes,
      GraphBuilder builder,
      Value like) {
    if (dims.stream().noneMatch(dim -> axes.containsKey(dim.symbol()))) {
      return builder.longs(new Shape(dims).sizes());
    }
    List<Value> parts = new ArrayList<>();
    for (Dim dim : dims) {
      Axis axis = axes.get(dim.symbol());
      parts.add(
          dim.isStatic() || axis == null
              ? builder.longs(dim.size())
              : sizes.computeIfAbsent(axis, key -> size(key, builder)));
    }
    Value shape = parts.size() == 1 ? parts.get(0) : builder.concat(0, parts.toArray(Value[]::new));
    shape.setType(like.type());
    return shape;
  }

  private static Value size(Axis axis, GraphBuilder builder) {
    Map<String, Attribute> ends =
        Map.of(
            "start", new Attribute.IntValue(axis.index()),
            "end", new Attribute.IntValue(axis.index() + 1L));
    return builder.typed(builder.call(OpId.onnx("Shape"), ends, axis.input()), DataType.INT64);
  }
}
