package io.lntune.trainer.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.trainer.data.ArrayHeader;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.data.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model with the numbers it should give: {@code model.onnx}, {@code meta.json} and {@code
 * reference.safetensors} in one folder.
 */
final class ParityCase implements AutoCloseable {
  private final Path folder;
  private final JsonNode meta;
  private final SafetensorsFile reference;

  private ParityCase(Path folder, JsonNode meta, SafetensorsFile reference) {
    this.folder = folder;
    this.meta = meta;
    this.reference = reference;
  }

  static ParityCase open(Path folder) {
    Path metaFile = folder.resolve("meta.json");
    if (!Files.isRegularFile(metaFile)) {
      throw LntuneException.badInput(
          "This is not a parity case: there is no meta.json",
          folder.toString(),
          "Pass folders that hold model.onnx, meta.json and reference.safetensors.");
    }
    try {
      JsonNode meta = new ObjectMapper().readTree(metaFile.toFile());
      return new ParityCase(
          folder, meta, SafetensorsFile.open(folder.resolve("reference.safetensors")));
    } catch (IOException e) {
      throw LntuneException.badInput(
              "meta.json cannot be read: " + e.getMessage(),
              metaFile.toString(),
              "Check that the file is complete.")
          .causedBy(e);
    }
  }

  String name() {
    return name(folder);
  }

  /** Name of the case in a folder, whether it can be opened or not. */
  static String name(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return last == null ? folder.toString() : last.toString();
  }

  Path model() {
    return folder.resolve("model.onnx");
  }

  /**
   * Whether only positions that the attention mask keeps can be compared: some fused exports
   * compute other numbers where padding is, which neither the loss nor a gradient sees.
   */
  boolean comparesUnpaddedOnly() {
    JsonNode checks = meta.path("checks");
    return !checks.path("forward_ok").asBoolean(true)
        && checks.path("forward_ok_unpadded").asBoolean(false);
  }

  JsonNode tolerance() {
    return meta.path("tolerance");
  }

  LossSpec loss() {
    JsonNode loss = meta.path("loss");
    String output = loss.path("output").asText();
    long ignore = loss.path("ignore_index").asLong(LossSpec.IGNORE_INDEX);
    String type = loss.path("type").asText();
    return switch (type) {
      case "cross_entropy" -> new LossSpec.CrossEntropy(output, ignore, 0, List.of(), false);
      case "causal_lm_cross_entropy" ->
          new LossSpec.CrossEntropy(output, ignore, 0, List.of(), true);
      case "mse" -> new LossSpec.MeanSquaredError(output);
      case "l1" -> new LossSpec.MeanAbsoluteError(output);
      case "bce_with_logits" -> new LossSpec.BinaryCrossEntropy(output);
      default ->
          throw LntuneException.badInput(
              "Unknown loss type '" + type + "'",
              folder.resolve("meta.json").toString(),
              "Use cross_entropy, causal_lm_cross_entropy, mse, l1 or bce_with_logits.");
    };
  }

  /** Reference parameters that have a gradient, by their PyTorch names; at least one. */
  List<ReferenceParameter> parameters() {
    List<ReferenceParameter> list = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : meta.path("ln_params").properties()) {
      if (find("grad64." + entry.getKey()) != null) {
        list.add(ReferenceParameter.of(entry.getKey(), entry.getValue()));
      }
    }
    if (list.isEmpty()) {
      throw LntuneException.badInput(
          "The case has no reference gradient",
          folder.toString(),
          "Describe each parameter under ln_params in meta.json and store its gradient as"
              + " grad64.<name>.");
    }
    return list;
  }

  /** Settings of the recorded optimizer run, for example {@code adamw5}. */
  JsonNode training(String run) {
    return meta.path("training").path(run);
  }

  /** A reference tensor; null when the case has none of that name. */
  @Nullable NamedArray find(String tensor) {
    return tensors().contains(tensor) ? reference.array(tensor) : null;
  }

  /** Elements of a reference tensor of any numeric type; null when the case has none. */
  double @Nullable [] numbers(String tensor) {
    NamedArray array = find(tensor);
    return array == null ? null : Numbers.of(array);
  }

  /** Elements of a reference tensor without which there is nothing to compare. */
  double[] required(String tensor) {
    double[] numbers = numbers(tensor);
    if (numbers == null || numbers.length == 0) {
      throw LntuneException.badInput(
          "The reference has no tensor '" + tensor + "'",
          folder.resolve("reference.safetensors").toString(),
          "Add it to the file.");
    }
    return numbers;
  }

  /** Names of all reference tensors. */
  List<String> tensors() {
    return reference.headers().stream().map(ArrayHeader::name).toList();
  }

  @Override
  public void close() {
    reference.close();
  }
}
