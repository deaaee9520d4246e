package io.lntune.graph.emit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.ir.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A step model in two parts in an artefact folder. */
final class PrefixFiles {
  static final String PREFIX = "prefix_model.onnx";
  static final String SUFFIX = "suffix_model.onnx";

  private static final String KEY = "prefix";

  private PrefixFiles() {}

  /** What an artefact set of {@code plan} has: models of their own weights stay in one piece. */
  static FrozenPrefix written(TrainingPlan plan, ArtifactOptions options) {
    boolean own = options.files().contains(Artifact.STEP_MODEL) && !options.selfContained();
    return own || !plan.prefix().isPresent()
        ? plan.prefix()
        : FrozenPrefix.none(
            plan.prefix().share(), "the artefacts hold their weights themselves or no step model");
  }

  /** Writes the two models, if there are two. */
  static void write(FrozenPrefix prefix, Path folder) throws IOException {
    if (prefix.isPresent()) {
      Files.write(folder.resolve(PREFIX), prefix.prefix().toArray());
      Files.write(folder.resolve(SUFFIX), prefix.suffix().toArray());
    }
  }

  static void describe(FrozenPrefix prefix, ObjectNode root) {
    ObjectNode node = root.putObject(KEY);
    node.put("share", prefix.share());
    node.put("bytes", prefix.bytes());
    node.put("obstacle", prefix.obstacle());
    if (!prefix.isPresent()) {
      return;
    }
    for (PlannedCache value : prefix.values()) {
      node.withArray("values")
          .addObject()
          .put("name", value.name())
          .put("type", value.type().onnxName())
          .put("axis", value.axis());
    }
    put(node.putArray("per_example"), prefix.perExample().stream().sorted().toList());
    put(node.putArray("prefix_inputs"), prefix.prefixInputs());
    put(node.putArray("suffix_inputs"), prefix.suffixInputs());
    put(node.putArray("prefix_weights"), prefix.prefix().derived().keySet());
    put(node.putArray("suffix_weights"), prefix.suffix().derived().keySet());
  }

  /**
   * What the manifest describes.
   *
   * @param derived weights of the whole step model that were computed from the base's
   */
  static FrozenPrefix read(JsonNode root, Path folder, Map<String, Tensor> derived)
      throws IOException {
    JsonNode node = root.path(KEY);
    if (node.isMissingNode()) {
      return FrozenPrefix.none(0, "the artefacts were emitted by an earlier version");
    }
    double share = node.path("share").asDouble();
    if (node.path("values").isEmpty()) {
      return FrozenPrefix.none(share, node.path("obstacle").asText());
    }
    List<PlannedCache> values = new ArrayList<>();
    for (JsonNode value : node.path("values")) {
      values.add(
          new PlannedCache(
              value.path("name").asText(),
              ParameterJson.type(value.path("type").asText()),
              value.path("axis").asInt()));
    }
    return new FrozenPrefix(
        values,
        new HashSet<>(texts(node.path("per_example"))),
        texts(node.path("prefix_inputs")),
        texts(node.path("suffix_inputs")),
        share,
        node.path("bytes").asLong(),
        "",
        model(folder.resolve(PREFIX), texts(node.path("prefix_weights")), derived),
        model(folder.resolve(SUFFIX), texts(node.path("suffix_weights")), derived));
  }

  private static ModelBytes model(Path file, List<String> weights, Map<String, Tensor> derived)
      throws IOException {
    Map<String, Tensor> used = new LinkedHashMap<>(derived);
    used.keySet().retainAll(weights);
    return new ModelBytes(Files.readAllBytes(file), used);
  }

  private static void put(ArrayNode array, Collection<String> texts) {
    texts.forEach(array::add);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
