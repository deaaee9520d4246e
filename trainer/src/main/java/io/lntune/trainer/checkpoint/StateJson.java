package io.lntune.trainer.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.trainer.data.SamplerState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The text of {@code state.json}: a {@link RunPosition}, the number of optimizer steps and the
 * hashes of the files beside it. Keys always come in the same order.
 */
final class StateJson {
  private static final int FORMAT_VERSION = 1;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final RunPosition position;
  private final long optimizerSteps;
  private final Map<String, String> hashes;

  /**
   * @param optimizerSteps updates that the optimizer counted
   * @param hashes file name to SHA-256
   */
  StateJson(RunPosition position, long optimizerSteps, Map<String, String> hashes) {
    this.position = position;
    this.optimizerSteps = optimizerSteps;
    this.hashes = new LinkedHashMap<>(hashes);
  }

  RunPosition position() {
    return position;
  }

  long optimizerSteps() {
    return optimizerSteps;
  }

  Map<String, String> hashes() {
    return hashes;
  }

  String write() {
    ObjectNode root = JSON.createObjectNode();
    root.put("format_version", FORMAT_VERSION);
    root.put("step", position.step());
    root.put("epoch", position.epoch());
    root.put("seed", position.seed());
    root.putObject("sampler").put("position", position.sampler().position());
    root.set("schedule", SettingsJson.write(position.schedule()));
    root.set("optimizer", SettingsJson.write(position.optimizer()));
    root.put("optimizer_steps", optimizerSteps);
    root.put("base_model_digest", position.baseModelDigest());
    position.attributes().forEach(root.putObject("attributes")::put);
    hashes.forEach(root.putObject("sha256")::put);
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  static StateJson read(String text, String where) {
    try {
      JsonReading root = new JsonReading(JSON.readTree(text), where);
      long version = root.integer("format_version");
      if (version != FORMAT_VERSION) {
        throw LntuneException.unsupported(
            "The checkpoint has format version " + version,
            where,
            "Resume with the version of LNTune that wrote it.");
      }
      SamplerState sampler =
          new SamplerState(
              root.integer("seed"),
              root.integer("epoch"),
              root.object("sampler").integer("position"));
      RunPosition position =
          new RunPosition(
              root.integer("step"),
              sampler,
              SettingsJson.schedule(root.object("schedule")),
              SettingsJson.optimizer(root.object("optimizer")),
              root.text("base_model_digest"),
              root.object("attributes").texts());
      return new StateJson(
          position, root.integer("optimizer_steps"), root.object("sha256").texts());
    } catch (JsonProcessingException e) {
      throw JsonReading.damaged("is not valid JSON", where).causedBy(e);
    }
  }
}
