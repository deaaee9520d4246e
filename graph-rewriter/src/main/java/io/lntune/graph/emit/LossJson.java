package io.lntune.graph.emit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.loss.LossSpec;
import java.util.ArrayList;
import java.util.List;

/** A loss in the manifest. */
final class LossJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LossJson() {}

  static ObjectNode write(LossSpec loss) {
    ObjectNode node = JSON.createObjectNode().put("kind", loss.kind()).put("output", loss.output());
    if (loss instanceof LossSpec.CrossEntropy crossEntropy) {
      node.put("ignore_index", crossEntropy.ignoreIndex());
      node.put("label_smoothing", crossEntropy.labelSmoothing());
      node.set("class_weights", JSON.valueToTree(crossEntropy.classWeights()));
    }
    return node;
  }

  static LossSpec read(JsonNode node) {
    String output = node.path("output").asText();
    String kind = node.path("kind").asText();
    return switch (kind) {
      case "cross-entropy", "causal-lm" -> {
        List<Double> weights = new ArrayList<>();
        node.path("class_weights").forEach(weight -> weights.add(weight.asDouble()));
        yield new LossSpec.CrossEntropy(
            output,
            node.path("ignore_index").asLong(),
            node.path("label_smoothing").asDouble(),
            weights,
            kind.equals("causal-lm"));
      }
      case "mse" -> new LossSpec.MeanSquaredError(output);
      case "l1" -> new LossSpec.MeanAbsoluteError(output);
      case "bce-with-logits" -> new LossSpec.BinaryCrossEntropy(output);
      case "output" -> new LossSpec.GraphOutput(output);
      default ->
          throw LntuneException.badInput(
              "Unknown loss '" + kind + "' in the manifest", "", "Emit the artefacts again.");
    };
  }
}
