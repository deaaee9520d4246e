package io.lntune.graph.differentiate;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.reference.Array;
import io.lntune.graph.reference.DirectionalCheck;
import io.lntune.graph.reference.ReferenceEvaluator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A small graph of square matrices in float32 types, differentiated from one seeded output. */
final class TestGraph {
  private static final long[] SIZES = {3, 3};
  private static final long DIRECTION_SEED = 17;

  private final Graph graph = new Graph(null);
  private final Random random = new Random(9);
  private final Map<String, Array> feeds = new LinkedHashMap<>();
  private final Set<Node> forward = new HashSet<>();

  /** A graph input with random elements. */
  Value input(String name) {
    Value value = typed(graph.define(name));
    feeds.put(name, Array.random(DataType.FLOAT, random, -1, 1, SIZES));
    return graph.addInput(value);
  }

  /** A node named {@code <output>_node}. */
  Value node(String type, String output, Value... inputs) {
    return node(OpId.onnx(type), Map.of(), output, inputs);
  }

  /** A node with attributes. */
  Value node(OpId op, Map<String, Attribute> attributes, String output, Value... inputs) {
    Value value = typed(graph.define(output));
    List<Value> outputs = List.of(value);
    forward.add(graph.insert(null, op, output + "_node", List.of(inputs), outputs, attributes));
    return value;
  }

  /** Gradients of sum(seed * y). */
  Map<Value, Value> differentiate(Value y, List<Value> wanted) {
    return differentiate(y, wanted, StandardGradients.registry());
  }

  /** Gradients of sum(seed * y) with the rules of {@code registry}. */
  Map<Value, Value> differentiate(Value y, List<Value> wanted, GradientRegistry registry) {
    Value seed = input("seed");
    return new ReverseMode(registry, OperatorTarget.STANDARD)
        .differentiate(graph, Map.of(y, seed), wanted);
  }

  /** The worst relative error of the gradients against central differences. */
  double error(Value y, Map<Value, Value> gradients) {
    Array seed = feeds.get("seed");
    Map<Value, Array> found = new LinkedHashMap<>();
    gradients.forEach(
        (value, gradient) ->
            found.put(value, new ReferenceEvaluator().evaluate(graph, feeds, gradient.name())));
    graph.clearOutputs();
    graph.addOutput(y);
    DirectionalCheck check = new DirectionalCheck(graph, feeds, Map.of(y.name(), seed));
    return found.entrySet().stream()
        .map(entry -> check.check(entry.getKey().name(), entry.getValue(), DIRECTION_SEED))
        .mapToDouble(DirectionalCheck.Outcome::relativeError)
        .max()
        .orElse(0);
  }

  /** The nodes that were added by differentiation. */
  List<Node> backward() {
    return graph.nodes().stream().filter(node -> !forward.contains(node)).toList();
  }

  Graph graph() {
    return graph;
  }

  private static Value typed(Value value) {
    value.setType(new TensorType(DataType.FLOAT, Shape.of(SIZES)));
    return value;
  }
}
