package io.lntune.graph.differentiate.loss;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.ReverseMode;
import io.lntune.graph.differentiate.StandardGradients;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.reference.Array;
import io.lntune.graph.reference.DirectionalCheck;
import io.lntune.graph.reference.ReferenceEvaluator;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.RuntimeOutputs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A graph whose output is its input x, with a loss of it and the gradient of that loss. */
final class LossGraph {
  private static final long DIRECTION_SEED = 13;

  private final Graph graph = new Graph(null);
  private final Loss loss;
  private final Map<String, Array> feeds = new LinkedHashMap<>();
  private final Value gradient;

  /** A loss of predictions that are declared with {@code shape}, or without one. */
  LossGraph(LossSpec spec, Array predictions, @Nullable Shape shape, Array labels) {
    Value x = graph.define("x");
    x.setType(new TensorType(predictions.type(), shape));
    graph.addInput(x);
    Value logits = graph.define("logits");
    logits.setType(x.type());
    graph.insert(null, OpId.onnx("Identity"), "head", List.of(x), List.of(logits), Map.of());
    graph.addOutput(logits);
    loss = new LossBuilder(graph).build(spec);
    feeds.put("x", predictions);
    if (loss.label() != null) {
      feeds.put(loss.label().name(), labels);
    }
    graph.clearOutputs();
    graph.addOutput(loss.value());
    gradient =
        new ReverseMode(StandardGradients.registry(), OperatorTarget.STANDARD)
            .differentiate(graph, loss.gradient().get(), List.of(x))
            .get(x);
    graph.addOutput(gradient);
  }

  Loss loss() {
    return loss;
  }

  DataType gradientType() {
    return gradient.elementType();
  }

  /** Loss and gradient in double precision. */
  Result evaluate() {
    Map<String, Array> outputs = new ReferenceEvaluator().evaluate(graph, feeds);
    return new Result(outputs.get(loss.value().name()), outputs.get(gradient.name()));
  }

  /** Loss and gradient from ONNX Runtime. */
  Result run() {
    Model model = new Model(graph);
    model.setIrVersion(CanonicalOpset.IR_VERSION);
    model.opsets().put("", CanonicalOpset.VERSION);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    feeds.forEach((name, array) -> tensors.put(name, array.toTensor(name)));
    Map<String, Tensor> outputs = RuntimeOutputs.of(model, tensors);
    return new Result(
        Array.of(outputs.get(loss.value().name())), Array.of(outputs.get(gradient.name())));
  }

  /** Relative error of the gradient against central differences. */
  DirectionalCheck.Outcome check() {
    Array one = Array.scalar(DataType.FLOAT, 1);
    return new DirectionalCheck(graph, feeds, Map.of(loss.value().name(), one))
        .check("x", evaluate().gradient(), DIRECTION_SEED);
  }

  /** Loss, a scalar, and its gradient, of the shape of the predictions. */
  record Result(Array loss, Array gradient) {}
}
