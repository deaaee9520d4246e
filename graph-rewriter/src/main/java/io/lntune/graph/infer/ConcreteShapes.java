package io.lntune.graph.infer;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives every value of a model the shape that it has for given sizes, until this is closed. */
public final class ConcreteShapes implements AutoCloseable {
  private final Graph graph;
  private final Map<Value, @Nullable ValueType> before = new LinkedHashMap<>();

  private ConcreteShapes(Graph graph) {
    this.graph = graph;
    for (Graph each : Subgraphs.withNested(graph)) {
      each.values().forEach(value -> before.put(value, value.type()));
    }
  }

  /**
   * Binds the free axes of the inputs and has ONNX Runtime work out the rest. A size that depends
   * on the data is the largest that it can be; what else cannot be found out has no type.
   *
   * @throws io.lntune.graph.LntuneException when the model does not take these sizes
   */
  public static ConcreteShapes bind(Model model, AssumedSizes sizes) {
    Graph graph = model.graph();
    ConcreteShapes shapes = new ConcreteShapes(graph);
    boolean bound = false;
    try {
      Map<Value, TensorType> told = shapes.ofBodies();
      // The gradient of a Slice is a Pad; asking after each would take one more round per layer.
      Set<Node> certain = CertainSizes.of(graph);
      graph.inputs().forEach(input -> input.setType(sizes.bind(input.type())));
      graph.outputs().forEach(output -> output.setType(null));
      ShapeOracle.apply(graph, ShapeOracle.describe(model, true, told, certain));
      Map<Value, TensorType> largest = LargestSizes.of(graph);
      if (!largest.isEmpty()) {
        told.putAll(largest);
        ShapeOracle.apply(graph, ShapeOracle.describe(model, true, told, certain));
      }
      ScanBodies.bind(graph);
      bound = true;
      return shapes;
    } finally {
      if (!bound) {
        shapes.close();
      }
    }
  }

  /** The graph whose values have their shapes now. */
  public Graph graph() {
    return graph;
  }

  /** What was found out before about the results of control flow. */
  private Map<Value, TensorType> ofBodies() {
    Map<Value, TensorType> types = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      // Of a Scan the runtime knows: its slices have sizes before it runs.
      if (!Subgraphs.of(node).isEmpty() && !node.is("Scan")) {
        for (Value output : node.outputs()) {
          if (output != null
              && before.get(output) instanceof TensorType type
              && type.shape() != null) {
            types.put(output, type);
          }
        }
      }
    }
    return types;
  }

  /** Gives the values back the types that they had; what was added meanwhile keeps no sizes. */
  @Override
  public void close() {
    for (Value value : graph.values()) {
      if (!before.containsKey(value) && value.type() instanceof TensorType type) {
        value.setType(new TensorType(type.elementType(), null));
      }
    }
    before.forEach(Value::setType);
  }
}
