package io.lntune.graph.precision;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights that a plan adds to a graph; their elements are in a temporary file. */
final class ReducedWeights {
  private final Graph graph;
  private final WeightFile file = new WeightFile();
  private final Map<String, Tensor> weights = new LinkedHashMap<>();

  ReducedWeights(Graph graph) {
    this.graph = graph;
  }

  /** Adds an initializer of the remaining elements of {@code bytes}, little-endian. */
  Value add(String name, DataType type, Shape shape, ByteBuffer bytes) {
    Tensor tensor = new Tensor(name, type, shape, file.append(bytes), null);
    Value value = graph.addConstant(tensor);
    weights.put(value.name(), tensor.named(value.name()));
    return value;
  }

  /** Adds an initializer that the model holds itself. */
  Value addSmall(Tensor tensor) {
    return graph.addConstant(tensor);
  }

  /** All whose elements are in the file, by initializer name. */
  Map<String, Tensor> all() {
    return weights;
  }
}
