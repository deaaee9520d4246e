package io.lntune.tools.command;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model is to ONNX Runtime Training.
 *
 * @param name {@code training model} or {@code optimizer model}
 * @param facts operator, its settings and counts, by name
 */
record TrainingRole(String name, Map<String, String> facts) {
  TrainingRole {
    facts = Map.copyOf(facts);
  }

  /** The role of a graph; null for any other model, an evaluation model included. */
  static @Nullable TrainingRole of(Graph graph) {
    Map<String, String> facts = new TreeMap<>();
    long accumulators = 0;
    for (Node node : graph.nodes()) {
      if (node.isMicrosoft("InPlaceAccumulatorV2")) {
        accumulators++;
      } else if (node.isMicrosoft("AdamWOptimizer") || node.isMicrosoft("SGDOptimizerV2")) {
        facts.put("optimizer", node.op().type());
        settings(node, facts);
      } else if (node.isMicrosoft("InplaceClipGradNorm")) {
        settings(node, facts);
      }
    }
    if (accumulators > 0) {
      return new TrainingRole(
          "training model", Map.of("trained_parameters", Long.toString(accumulators)));
    }
    return facts.containsKey("optimizer") ? new TrainingRole("optimizer model", facts) : null;
  }

  private static void settings(Node node, Map<String, String> facts) {
    node.attributes().asMap().forEach((key, value) -> facts.put(key, text(value)));
  }

  private static String text(Attribute attribute) {
    if (attribute instanceof Attribute.FloatValue number) {
      return Float.toString(number.value());
    }
    if (attribute instanceof Attribute.IntValue number) {
      return Long.toString(number.value());
    }
    return attribute instanceof Attribute.StringValue text
        ? text.value()
        : Objects.toString(attribute);
  }
}
