package io.lntune.graph.emit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.emit.training.OptimizerSpec;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * What an artefact set contains, in its manifest; a manifest without it has LNTune's own models.
 */
final class OptionsJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILES = "files";
  private static final String SELF_CONTAINED = "self_contained";
  private static final String OPTIMIZER = "optimizer";
  private static final String CLIP_NORM = "clip_norm";

  private OptionsJson() {}

  static void write(ArtifactOptions options, ObjectNode root) {
    ArrayNode files = root.putArray(FILES);
    options.files().forEach(file -> files.add(file.word()));
    root.put(SELF_CONTAINED, options.selfContained());
    if (!options.files().contains(Artifact.OPTIMIZER_MODEL)) {
      return;
    }
    ObjectNode optimizer = root.putObject(OPTIMIZER);
    if (options.optimizer() instanceof OptimizerSpec.AdamW adam) {
      optimizer.put("kind", "adamw").put("beta1", adam.beta1()).put("beta2", adam.beta2());
      optimizer.put("epsilon", adam.epsilon()).put("weight_decay", adam.weightDecay());
    } else {
      optimizer.put("kind", "sgd");
    }
    optimizer.put(CLIP_NORM, options.optimizer().clipNorm());
  }

  static Set<Artifact> files(byte[] manifest) throws IOException {
    return read(manifest).files();
  }

  static ArtifactOptions read(byte[] manifest) throws IOException {
    JsonNode root = JSON.readTree(manifest);
    if (!root.has(FILES)) {
      return ArtifactOptions.STEP_MODEL;
    }
    Set<Artifact> files = EnumSet.noneOf(Artifact.class);
    root.path(FILES).forEach(word -> Artifact.ofWord(word.asText()).ifPresent(files::add));
    return new ArtifactOptions(
        files, root.path(SELF_CONTAINED).asBoolean(), optimizer(root.path(OPTIMIZER)));
  }

  private static OptimizerSpec optimizer(JsonNode node) {
    double clipNorm = node.path(CLIP_NORM).asDouble();
    return switch (node.path("kind").asText()) {
      case "adamw" ->
          new OptimizerSpec.AdamW(
              node.path("beta1").asDouble(),
              node.path("beta2").asDouble(),
              node.path("epsilon").asDouble(),
              node.path("weight_decay").asDouble(),
              clipNorm);
      case "sgd" -> new OptimizerSpec.Sgd(clipNorm);
      default -> OptimizerSpec.DEFAULT;
    };
  }
}
