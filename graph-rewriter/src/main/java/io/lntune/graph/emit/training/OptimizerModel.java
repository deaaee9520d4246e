package io.lntune.graph.emit.training;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.SequenceTypes;
import io.lntune.graph.parse.TensorPlacement;
import io.lntune.graph.rewrite.CanonicalOpset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The optimizer model: one node that updates all parameters in place. ONNX Runtime Training looks
 * for inputs of exactly these names in this order, whatever the optimizer uses of them.
 */
public final class OptimizerModel {
  private static final Shape ONE = Shape.of(1);
  private static final ValueType TENSORS = SequenceTypes.ofTensors(DataType.FLOAT);

  private final Graph graph = new Graph(null);
  private final Value rate = input("learning_rate", new TensorType(DataType.FLOAT, ONE));
  private final Value step = input("step", new TensorType(DataType.INT64, ONE));
  private final Value parameters = input("params", TENSORS);
  private final Value gradients = input("gradients", TENSORS);
  private final Value means = input("first_order_moments", TENSORS);

  private OptimizerModel() {}

  /** The model for {@code spec}; it is the same for any parameters. */
  public static byte[] bytes(OptimizerSpec spec) {
    OptimizerModel optimizer = new OptimizerModel();
    if (spec instanceof OptimizerSpec.AdamW adam) {
      optimizer.adamW(adam);
    } else {
      optimizer.sgd(spec);
    }
    optimizer.graph.setName("optimizer");
    Model model = new Model(optimizer.graph);
    model.setIrVersion(CanonicalOpset.IR_VERSION);
    model.opsets().put("", CanonicalOpset.VERSION);
    model.opsets().put(OpId.MICROSOFT, 1L);
    return ModelWriter.toBytes(model, TensorPlacement.KEEP);
  }

  /** What the optimizer model {@code graph} does; empty when its operator is another. */
  public static Optional<OptimizerSpec> read(Graph graph) {
    double clipNorm = 0;
    Optional<OptimizerSpec> found = Optional.empty();
    for (Node node : graph.nodes()) {
      if (node.isMicrosoft("InplaceClipGradNorm")) {
        clipNorm = number(node, "max_norm", 1);
      }
    }
    for (Node node : graph.nodes()) {
      if (node.isMicrosoft("AdamWOptimizer")) {
        found =
            Optional.of(
                new OptimizerSpec.AdamW(
                    number(node, "alpha", 0.9f),
                    number(node, "beta", 0.999f),
                    number(node, "epsilon", 1e-8f),
                    number(node, "weight_decay", 1e-2f),
                    clipNorm));
      } else if (node.isMicrosoft("SGDOptimizerV2")) {
        found = Optional.of(new OptimizerSpec.Sgd(clipNorm));
      }
    }
    return found;
  }

  /** The decimal that was meant: 0.9 and not the float32 next to it. */
  private static double number(Node node, String attribute, float absent) {
    return Double.parseDouble(Float.toString(node.attributes().floatValue(attribute, absent)));
  }

  private void adamW(OptimizerSpec.AdamW spec) {
    Value squares = input("second_order_moments", TENSORS);
    node(
        "AdamWOptimizer",
        List.of(rate, step, parameters, clipped(spec), means, squares),
        // The declared shape is checked against what the operator infers: one element.
        output("updated_flag", ONE),
        Map.of(
            "alpha", number(spec.beta1()),
            "beta", number(spec.beta2()),
            "epsilon", number(spec.epsilon()),
            "weight_decay", number(spec.weightDecay()),
            "correct_bias", new Attribute.IntValue(1),
            "adam_mode", new Attribute.IntValue(0)));
  }

  private void sgd(OptimizerSpec spec) {
    // This operator infers a scalar, unlike the other.
    Value done = output("update_completed", Shape.SCALAR);
    node("SGDOptimizerV2", List.of(rate, parameters, clipped(spec)), done, Map.of());
  }

  private Value clipped(OptimizerSpec spec) {
    if (spec.clipNorm() == 0) {
      return gradients;
    }
    Value clipped = graph.define("clipped_gradients");
    clipped.setType(TENSORS);
    node(
        "InplaceClipGradNorm",
        List.of(gradients),
        clipped,
        Map.of("max_norm", number(spec.clipNorm()), "norm_type", new Attribute.StringValue("fro")));
    return clipped;
  }

  private void node(
      String operator, List<Value> inputs, Value output, Map<String, Attribute> attributes) {
    graph.insert(null, OpId.microsoft(operator), operator, inputs, List.of(output), attributes);
  }

  private Value input(String name, ValueType type) {
    Value value = graph.define(name);
    value.setType(type);
    return graph.addInput(value);
  }

  private Value output(String name, Shape shape) {
    Value value = graph.define(name);
    value.setType(new TensorType(DataType.BOOL, shape));
    graph.addOutput(value);
    return value;
  }

  private static Attribute number(double value) {
    return new Attribute.FloatValue((float) value);
  }
}
