package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The activation that ONNX Runtime fuses into FusedGemm, FusedConv and the blocked Conv.
 *
 * @param name standard operator name, or empty for none
 * @param parameters the operator's parameters in the order alpha, beta (Clip: min, max); may be
 *     shorter
 */
record Activation(String name, List<Float> parameters) {
  private static final Set<String> PLAIN =
      Set.of("", "Relu", "Sigmoid", "Tanh", "Softplus", "Softsign", "HardSwish");
  private static final Set<String> WITH_ALPHA =
      Set.of("LeakyRelu", "Elu", "Celu", "ThresholdedRelu");
  private static final String GELU = "Gelu";
  private static final String HARD_SIGMOID = "HardSigmoid";
  private static final String CLIP = "Clip";

  Activation {
    parameters = List.copyOf(parameters);
  }

  /** The activation in the attributes of a node. */
  static Activation of(Node node) {
    List<Float> parameters = node.attributes().floats("activation_params");
    return new Activation(
        node.attributes().string("activation", ""), parameters == null ? List.of() : parameters);
  }

  boolean isKnown() {
    return PLAIN.contains(name)
        || WITH_ALPHA.contains(name)
        || name.equals(GELU)
        || name.equals(HARD_SIGMOID)
        || (name.equals(CLIP) && parameters.size() == 2);
  }

  /** The activated value. */
  Value apply(Value x, CoreOperators core) {
    GraphBuilder builder = core.builder();
    if (name.isEmpty()) {
      return x;
    }
    if (name.equals(CLIP)) {
      DataType type = x.elementType();
      return core.node(
          CLIP,
          Map.of(),
          x,
          builder.scalar(parameters.get(0), type),
          builder.scalar(parameters.get(1), type));
    }
    if (name.equals(GELU)) {
      return core.gelu(x, "none");
    }
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    if (!PLAIN.contains(name) && !parameters.isEmpty()) {
      attributes.put("alpha", new Attribute.FloatValue(parameters.get(0)));
      if (name.equals(HARD_SIGMOID) && parameters.size() > 1) {
        attributes.put("beta", new Attribute.FloatValue(parameters.get(1)));
      }
    }
    return builder.sameType(x, core.node(name, attributes, x));
  }
}
