package io.lntune.graph.infer;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.HashMap;
import java.util.Map;

/** What operators give at most whose result's size depends on the elements of their input. */
final class LargestSizes {
  private LargestSizes() {}

  /** The types of the results of NonZero (opset 13), [rank, elements], whose inputs have sizes. */
  static Map<Value, TensorType> of(Graph graph) {
    Map<Value, TensorType> types = new HashMap<>();
    for (Node node : graph.nodes()) {
      Shape input = node.is("NonZero") ? node.requiredInput(0).shape() : null;
      if (input != null && input.isStatic()) {
        Shape all = Shape.of(input.rank(), input.elementCount());
        types.put(node.requiredOutput(0), new TensorType(DataType.INT64, all));
      }
    }
    return types;
  }
}
