package io.lntune.graph.reference;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Interprets a graph in double precision, slowly and plainly, with the operator definitions of
 * opset 21. Independent of ONNX Runtime, so that it can judge both it and the gradient rules.
 */
public final class ReferenceEvaluator {
  private final Kernels kernels = Kernels.all();

  /** Every operator that can be evaluated. */
  public Set<OpId> supported() {
    return kernels.supported();
  }

  /**
   * The graph's outputs by name.
   *
   * @param feeds arrays for the graph's inputs by name; may also replace initializers
   * @throws IllegalArgumentException for an operator that is not covered, naming it, and for inputs
   *     that do not fit it
   */
  public Map<String, Array> evaluate(Graph graph, Map<String, Array> feeds) {
    Scope scope = run(graph, feeds);
    Map<String, Array> outputs = new LinkedHashMap<>();
    for (Value output : graph.outputs()) {
      outputs.put(output.name(), scope.get(output));
    }
    return outputs;
  }

  /** The value of that name, which need not be a graph output. */
  public Array evaluate(Graph graph, Map<String, Array> feeds, String valueName) {
    return run(graph, feeds).get(require(graph, valueName));
  }

  private Scope run(Graph graph, Map<String, Array> feeds) {
    Scope scope = new Scope(kernels);
    feeds.forEach((name, array) -> scope.set(require(graph, name), array));
    scope.run(graph);
    return scope;
  }

  private static Value require(Graph graph, String name) {
    Value value = graph.find(name);
    if (value == null) {
      throw new IllegalArgumentException("The graph has no value '" + name + "'");
    }
    return value;
  }
}
