package io.lntune.graph.infer;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Captures;
import io.lntune.graph.rewrite.GraphCopy;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.LinkedHashSet;
import java.util.Set;

/** A body as a model of its own, whose inputs are the body's and what it uses from outside. */
final class BodyModel {
  private BodyModel() {}

  /**
   * Sets the types of all values in {@code body} and in the graphs inside it.
   *
   * @return false when a type outside is not known or ONNX Runtime cannot load the body alone
   */
  static boolean infer(Model model, Graph body) {
    Graph alone = new Graph(null);
    alone.setName("body");
    GraphCopy copy = new GraphCopy();
    Set<Value> entering = new LinkedHashSet<>(body.inputs());
    entering.addAll(Captures.of(body));
    for (Value value : entering) {
      if (!enter(value, alone, copy)) {
        return false;
      }
    }
    copy.nodes(body, alone, null);
    Model separate = new Model(alone);
    separate.setIrVersion(model.irVersion());
    separate.opsets().putAll(model.opsets());
    if (alone.nodes().isEmpty()) {
      return true;
    }
    try {
      ShapeOracle.infer(separate);
    } catch (LntuneException e) {
      // The whole model loads, so what is missing is content that only the run knows.
      return false;
    }
    for (Graph graph : Subgraphs.withNested(body)) {
      graph.values().forEach(value -> value.setType(copy.of(value).type()));
    }
    return true;
  }

  private static boolean enter(Value value, Graph alone, GraphCopy copy) {
    Tensor tensor = value.initializer();
    if (tensor != null) {
      copy.put(value, alone.addConstant(tensor));
      return true;
    }
    if (!(value.type() instanceof TensorType type)) {
      return false;
    }
    Value input = alone.fresh(value.name());
    input.setType(type);
    copy.put(value, alone.addInput(input));
    return true;
  }
}
