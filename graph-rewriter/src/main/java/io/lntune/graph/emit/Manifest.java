package io.lntune.graph.emit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.ir.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads and writes {@code manifest.json}. */
final class Manifest {
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Manifest() {}

  static byte[] write(
      TrainingPlan plan, BaseIdentity base, Path directory, ArtifactOptions options) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("tool", "LNTune " + ToolVersion.text());
    Path absolute = plan.base().toAbsolutePath().normalize();
    root.putObject("base")
        .put("path", relative(directory, absolute))
        .put("size", base.size())
        .put("digest", base.digest());
    OptionsJson.write(options, root);
    root.set("loss", LossJson.write(plan.loss()));
    root.put("loss_output", plan.lossOutput());
    root.put("predictions_output", plan.predictionsOutput());
    for (PlannedLoss loss : plan.losses()) {
      root.withArray("losses").add(LossJson.write(loss));
    }
    root.putObject("counts")
        .put("trainable", plan.trainableCount())
        .put("all", plan.baseParameterCount());
    for (PlannedInput input : plan.inputs()) {
      root.withArray("inputs")
          .addObject()
          .put("name", input.name())
          .put("type", input.type().onnxName())
          .put("label", input.label())
          .set("dims", JSON.valueToTree(input.dims()));
    }
    BatchDivisionJson.write(plan.division(), root);
    for (PlannedParameter parameter : plan.parameters()) {
      root.withArray("parameters").add(ParameterJson.write(parameter));
    }
    if (plan.memory() != null) {
      root.set(MemoryJson.KEY, MemoryJson.write(plan.memory()));
    }
    DerivedWeights.describe(plan.step().derived().values(), root);
    PrefixFiles.describe(PrefixFiles.written(plan, options), root);
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always writable", e);
    }
  }

  static String baseDigest(byte[] bytes) throws IOException {
    return JSON.readTree(bytes).path("base").path("digest").asText();
  }

  static Map<String, Tensor> derivedWeights(byte[] bytes, Path directory) throws IOException {
    return DerivedWeights.read(JSON.readTree(bytes), directory);
  }

  private static String relative(Path directory, Path base) {
    Path root = directory.getRoot();
    boolean sameRoot = root != null && root.equals(base.getRoot());
    return (sameRoot ? directory.relativize(base) : base).toString().replace('\\', '/');
  }

  static TrainingPlan read(byte[] bytes, Path directory, ModelBytes step, ModelBytes eval)
      throws IOException {
    JsonNode root = JSON.readTree(bytes);
    if (root.path("format").asInt() != FORMAT) {
      throw LntuneException.badInput(
          "The manifest has format " + root.path("format").asText() + ", known is " + FORMAT,
          directory.toString(),
          "Emit the artefacts again with this version.");
    }
    Path base = base(root.path("base"), directory);
    List<PlannedInput> inputs = new ArrayList<>();
    for (JsonNode input : root.path("inputs")) {
      List<Long> dims = new ArrayList<>();
      input.path("dims").forEach(dim -> dims.add(dim.asLong()));
      inputs.add(
          new PlannedInput(
              input.path("name").asText(),
              ParameterJson.type(input.path("type").asText()),
              dims,
              input.path("label").asBoolean()));
    }
    List<PlannedParameter> parameters = new ArrayList<>();
    root.path("parameters").forEach(node -> parameters.add(ParameterJson.read(node)));
    LossSpec loss = LossJson.read(root.path("loss"));
    List<PlannedLoss> losses = LossJson.planned(root.path("losses"), loss);
    return new TrainingPlan(
        base,
        loss,
        inputs,
        parameters,
        root.path("loss_output").asText(),
        losses,
        root.path("counts").path("all").asLong(),
        BatchDivisionJson.read(root),
        step,
        eval,
        MemoryJson.read(root.path(MemoryJson.KEY)),
        PrefixFiles.read(root, directory, step.derived()));
  }

  /** The base beside the artefacts, of the recorded size and content. */
  private static Path base(JsonNode node, Path directory) throws IOException {
    Path path = directory.resolve(node.path("path").asText()).normalize();
    if (!Files.isRegularFile(path)) {
      throw LntuneException.badInput(
          "The base model that these artefacts refer to is not there",
          path.toString(),
          "Put it back, or emit the artefacts again from where it is now.");
    }
    long size = Files.size(path);
    if (size != node.path("size").asLong()) {
      throw LntuneException.badInput(
          "The base model has "
              + size
              + " bytes, the artefacts were made from one with "
              + node.path("size").asLong(),
          path.toString(),
          "Emit the artefacts again from this model.");
    }
    BaseIdentity identity = BaseIdentity.of(path);
    if (!identity.digest().equals(node.path("digest").asText())) {
      throw LntuneException.badInput(
          "The base model is not the one that these artefacts were made from (its digest differs)",
          path.toString(),
          "Emit the artefacts again from this model.");
    }
    return path;
  }
}
