package io.lntune.graph.differentiate;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.reference.Array;
import io.lntune.graph.reference.ReferenceEvaluator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A case as a graph: inputs x0, x1, ... to one node named {@code n} with outputs y0, y1, ... */
final class CaseGraph {
  private static final int SEED = 23;

  private final GradientCase subject;
  private final Graph graph = new Graph(null);
  private final List<@Nullable Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final Map<String, Array> feeds = new LinkedHashMap<>();
  private final Map<String, Array> upstream = new LinkedHashMap<>();

  /** The forward graph with floating-point values of {@code type}. */
  CaseGraph(GradientCase subject, DataType type, ShapeKnowledge knowledge) {
    this.subject = subject;
    for (int i = 0; i < subject.operands().size(); i++) {
      inputs.add(input("x" + i, subject.operands().get(i), type, knowledge));
    }
    for (int i = 0; i < subject.outputs(); i++) {
      outputs.add(graph.define("y" + i));
    }
    Map<String, Attribute> attributes = new LinkedHashMap<>(subject.attributes());
    subject
        .bodies()
        .forEach(
            (name, body) ->
                attributes.put(name, BodyGraph.build(graph, inputs, type, knowledge, body)));
    List<@Nullable Value> direct = inputs.subList(0, subject.inputs());
    graph.insert(null, subject.op(), "n", direct, outputs, attributes);
    outputs.forEach(graph::addOutput);
    declareOutputs(knowledge);
  }

  private @Nullable Value input(
      String name, Operand operand, DataType type, ShapeKnowledge knowledge) {
    if (operand.kind() == Operand.Kind.LEFT_OUT) {
      return null;
    } else if (operand.kind() == Operand.Kind.REPEATED) {
      return inputs.get(operand.sameAs());
    }
    Array array = operand.elements(type);
    if (operand.isConstant()) {
      return graph.putInitializer(array.toTensor(name));
    }
    Value value = graph.define(name);
    // Sizes of index lists are known in practice wherever anything is.
    boolean plain = !operand.isFloating() && knowledge == ShapeKnowledge.SYMBOLIC;
    Shape shape = plain ? Shape.of(array.dims()) : knowledge.declare(array.dims());
    value.setType(new TensorType(array.type(), shape));
    feeds.put(name, array);
    return graph.addInput(value);
  }

  private void declareOutputs(ShapeKnowledge knowledge) {
    Map<String, Array> results = new ReferenceEvaluator().evaluate(graph, feeds);
    Random random = new Random(SEED);
    for (int i = 0; i < outputs.size(); i++) {
      Value output = outputs.get(i);
      Array result = results.get(output.name());
      output.setType(new TensorType(result.type(), knowledge.declare(result.dims())));
      if (subject.seeded().contains(i)) {
        Array dY = Array.random(result.type(), random, -1, 1, result.dims());
        upstream.put(output.name(), dY.map(v -> (float) v));
      }
    }
  }

  Graph graph() {
    return graph;
  }

  Value input(int index) {
    Value value = inputs.get(index);
    if (value == null) {
      throw new IllegalArgumentException("input " + index + " is left out");
    }
    return value;
  }

  /** Arrays of the graph's inputs. */
  Map<String, Array> feeds() {
    return feeds;
  }

  /** Random upstream gradients by output name. */
  Map<String, Array> upstream() {
    return upstream;
  }
}
