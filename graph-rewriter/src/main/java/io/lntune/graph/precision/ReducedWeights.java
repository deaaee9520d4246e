package io.lntune.graph.precision;

import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights that a plan adds to a graph. */
final class ReducedWeights {
  private final Graph graph;
  private final Map<String, Tensor> weights = new LinkedHashMap<>();

  ReducedWeights(Graph graph) {
    this.graph = graph;
  }

  /** Adds an initializer; the model holds itself what is not in a file. */
  Value add(Tensor tensor) {
    Value value = graph.addConstant(tensor);
    if (tensor.content() instanceof FileRegion) {
      weights.put(value.name(), tensor.named(value.name()));
    }
    return value;
  }

  /** All whose elements are in the file, by initializer name. */
  Map<String, Tensor> all() {
    return weights;
  }
}
