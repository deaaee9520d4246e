package io.lntune.graph.canonical;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.List;

/**
 * Lets a float16 or bfloat16 model compute in float32: stored tensors and inputs are cast where
 * they enter, casts to half precision become casts to float32. Gradients of half-precision models
 * underflow otherwise, and CPU kernels compute in float32 anyway. Stored weights keep their type in
 * the file.
 */
final class WidenHalfPrecision implements Pass {
  @Override
  public String name() {
    return "WidenHalfPrecision";
  }

  @Override
  public boolean run(Model model) {
    boolean changed = false;
    for (Graph graph : Subgraphs.withNested(model.graph())) {
      changed |= widen(graph, graph == model.graph());
    }
    return changed;
  }

  /** Values that enter a body as its inputs are wide already where it is called. */
  private static boolean widen(Graph graph, boolean outermost) {
    List<Node> nodes = graph.nodes();
    if (nodes.isEmpty()) {
      return false;
    }
    boolean changed = false;
    GraphBuilder top = GraphBuilder.before(nodes.get(0), "widened");
    for (Value value : List.copyOf(graph.values())) {
      boolean input = graph.isInput(value);
      if ((value.initializer() != null || input) && isHalf(value.elementType())) {
        if (input && !outermost) {
          value.setType(new TensorType(DataType.FLOAT, value.shape()));
        } else {
          widen(graph, value, top);
        }
        changed = true;
      }
    }
    for (Node node : nodes) {
      changed |= widen(node);
    }
    if (changed) {
      graph.outputs().stream()
          .filter(output -> isHalf(output.elementType()))
          .forEach(output -> output.setType(new TensorType(DataType.FLOAT, output.shape())));
    }
    return changed;
  }

  private static boolean isHalf(DataType type) {
    return type == DataType.FLOAT16 || type == DataType.BFLOAT16;
  }

  private static void widen(Graph graph, Value value, GraphBuilder top) {
    Tensor tensor = value.initializer();
    Value wide;
    if (tensor != null && tensor.shape().rank() == 0) {
      wide =
          graph.addConstant(
              TensorElements.encode(
                  value.name() + "_float", DataType.FLOAT, Shape.SCALAR, tensor.toDoubles()));
    } else {
      wide = top.cast(value, DataType.FLOAT);
    }
    graph.replaceUses(value, wide);
    Node cast = wide.producer();
    if (cast != null) {
      graph.setNodeInput(cast, 0, value);
    }
  }

  private static boolean widen(Node node) {
    boolean changed = false;
    for (String attribute : List.of("to", "dtype")) {
      if (node.attributes().get(attribute) instanceof Attribute.IntValue code
          && (code.value() == DataType.FLOAT16.code()
              || code.value() == DataType.BFLOAT16.code())) {
        node.setAttribute(attribute, new Attribute.IntValue(DataType.FLOAT.code()));
        changed = true;
      }
    }
    if (node.attributes().get("value") instanceof Attribute.TensorValue value
        && isHalf(value.value().elementType())) {
      Tensor tensor = value.value();
      node.setAttribute(
          "value",
          new Attribute.TensorValue(
              TensorElements.encode(
                  tensor.name(), DataType.FLOAT, tensor.shape(), tensor.toDoubles())));
      changed = true;
    }
    return changed;
  }
}
