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
    if (loss instanceof LossSpec.WeightedSum sum) {
      for (LossSpec.Term term : sum.terms()) {
        node.withArray("terms")
            .addObject()
            .put("weight", term.weight())
            .put("labels", term.label())
            .set("loss", write(term.loss()));
      }
    }
    return node;
  }

  static ObjectNode write(PlannedLoss loss) {
    return JSON.createObjectNode()
        .put("name", loss.name())
        .put("value_output", loss.valueOutput())
        .put("predictions_output", loss.predictionsOutput())
        .put("label_input", loss.labelInput())
        .put("class_count", loss.classCount());
  }

  /** The planned losses of {@code spec}, which are in the order of its terms. */
  static List<PlannedLoss> planned(JsonNode array, LossSpec spec) {
    if (array.size() != spec.terms().size()) {
      throw LntuneException.badInput(
          "The manifest describes " + array.size() + " losses of " + spec.terms().size(),
          "",
          "Emit the artefacts again with this version.");
    }
    List<PlannedLoss> list = new ArrayList<>();
    for (JsonNode node : array) {
      list.add(
          new PlannedLoss(
              spec.terms().get(list.size()),
              node.path("value_output").asText(),
              node.path("predictions_output").asText(),
              node.path("label_input").asText(),
              node.path("class_count").asLong(-1)));
    }
    return list;
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
      case "sum" -> new LossSpec.WeightedSum(terms(node.path("terms")));
      case "output" -> new LossSpec.GraphOutput(output);
      default ->
          throw LntuneException.badInput(
              "Unknown loss '" + kind + "' in the manifest", "", "Emit the artefacts again.");
    };
  }

  private static List<LossSpec.Term> terms(JsonNode array) {
    List<LossSpec.Term> terms = new ArrayList<>();
    for (JsonNode term : array) {
      terms.add(
          new LossSpec.Term(
              term.path("weight").asDouble(),
              read(term.path("loss")),
              term.path("labels").asText()));
    }
    return terms;
  }
}
