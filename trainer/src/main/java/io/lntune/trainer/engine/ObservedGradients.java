package io.lntune.trainer.engine;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes a training model tell its gradients and weight them. ONNX Runtime adds up the gradients of
 * several batches where their mean is wanted, and keeps them to itself:
 *
 * <pre>
 * before   buffer += gradient
 * after    buffer += share > 0 ? gradient * share : 0,  and the gradient is an output
 * </pre>
 *
 * The comparison keeps a gradient that is not a number out of the sum when it has no share.
 */
final class ObservedGradients {
  /** Input float32 []: the share of a batch in the mean. */
  static final String SHARE = "lntune.gradient_share";

  /** Outputs: the gradients in the order of the parameters. Names must not end in {@code _grad}. */
  private static final String GRADIENT = "lntune.gradient.";

  private final Graph graph;
  private final List<Value> observed = new ArrayList<>();

  private ObservedGradients(Graph graph) {
    this.graph = graph;
  }

  /** Name of the output with the gradient of a parameter. */
  static String output(String parameter) {
    return GRADIENT + parameter;
  }

  /** Changes {@code model}, a training model. */
  static void add(Model model) {
    new ObservedGradients(model.graph()).add();
  }

  private void add() {
    List<Node> accumulators =
        graph.nodes().stream().filter(node -> node.isMicrosoft("InPlaceAccumulatorV2")).toList();
    if (accumulators.isEmpty()) {
      throw LntuneException.badInput(
          "The training model adds up no gradient",
          graph.name(),
          "Pass the training model that was made together with the checkpoint.");
    }
    Value share = graph.addInput(graph.define(SHARE));
    share.setType(new TensorType(DataType.FLOAT, Shape.SCALAR));
    Value zero = graph.addConstant(Tensor.ofFloats("lntune.zero", Shape.SCALAR, 0));
    Value counts = graph.fresh("lntune.counts");
    insert(accumulators.get(0), "Greater", List.of(share, zero), counts);
    for (Node accumulator : accumulators) {
      weigh(accumulator, share, counts, zero);
    }
    List<Value> outputs = new ArrayList<>(graph.outputs());
    outputs.addAll(1, observed);
    graph.clearOutputs();
    outputs.forEach(graph::addOutput);
  }

  private void weigh(Node accumulator, Value share, Value counts, Value zero) {
    Value gradient = accumulator.requiredInput(1);
    Value scaled = graph.fresh("lntune.scaled");
    insert(accumulator, "Mul", List.of(gradient, share), scaled);
    Value kept = graph.fresh("lntune.kept");
    insert(accumulator, "Where", List.of(counts, scaled, zero), kept);
    graph.setNodeInput(accumulator, 1, kept);
    Value output = graph.define(output(parameter(accumulator)));
    output.setType(gradientType(accumulator));
    insert(accumulator, "Identity", List.of(gradient), output);
    observed.add(output);
  }

  private static TensorType gradientType(Node accumulator) {
    TensorType buffer = accumulator.requiredInput(0).tensorType();
    return buffer == null ? new TensorType(DataType.FLOAT, null) : buffer;
  }

  private static String parameter(Node accumulator) {
    String buffer = accumulator.requiredInput(0).name();
    String suffix = "_grad.accumulation.buffer";
    if (!buffer.endsWith(suffix)) {
      throw LntuneException.badInput(
          "A gradient buffer of the training model has no parameter",
          "input '" + buffer + "'",
          "Its name must be that of the parameter and " + suffix + ".");
    }
    return buffer.substring(0, buffer.length() - suffix.length());
  }

  private void insert(Node anchor, String operator, List<Value> inputs, Value output) {
    graph.insert(anchor, OpId.onnx(operator), output.name(), inputs, List.of(output), Map.of());
  }
}
