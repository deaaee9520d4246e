package io.lntune.graph.emit;

import io.lntune.graph.LntuneException;
import io.lntune.graph.batch.BatchDivision;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a plan off generated models: inputs that are neither parameters, nor buffers, nor the reset
 * flag are data, and the first output is the loss.
 */
final class GeneratedPlan {
  private static final String BUFFER = "_grad.accumulation.buffer";
  private static final String RESET = "lazy_reset_grad";

  private final GeneratedArtifacts set;
  private final TrainingCheckpoint checkpoint;
  private final Graph training;
  private final Model evaluation;

  GeneratedPlan(GeneratedArtifacts set) {
    this.set = set;
    this.checkpoint = set.checkpoint();
    this.training = ModelReader.read(set.file(Artifact.TRAINING_MODEL)).graph();
    this.evaluation = ModelReader.read(set.file(Artifact.EVAL_MODEL));
  }

  TrainingPlan read() {
    Graph eval = evaluation.graph();
    List<Value> data = data(training);
    requireSame(data);
    GeneratedLoss loss = GeneratedLoss.of(eval, lossOutput());
    List<PlannedParameter> parameters = new ArrayList<>();
    checkpoint.trainable().forEach(tensor -> parameters.add(parameter(tensor)));
    return new TrainingPlan(
        set.file(Artifact.TRAINING_MODEL),
        loss.spec(),
        data.stream().map(value -> PlannedInputs.describe(value, loss.isLabel(value))).toList(),
        parameters,
        lossOutput(),
        loss.planned(lossOutput()),
        parameterCount(eval),
        BatchDivision.none("generated artefacts do not say that it is possible"),
        ModelBytes.leftOut(set.file(Artifact.STEP_MODEL)),
        new GeneratedEvaluation(evaluation, checkpoint).bytes(set.file(Artifact.EVAL_MODEL)));
  }

  /** Inputs that the caller feeds; the runtime tells them by name too. */
  private List<Value> data(Graph graph) {
    List<Value> data = new ArrayList<>();
    for (Value input : graph.inputs()) {
      String name = input.name();
      if (input.initializer() == null
          && checkpoint.parameter(name).isEmpty()
          && !name.endsWith(BUFFER)
          && !name.equals(RESET)) {
        data.add(input);
      }
    }
    return data;
  }

  private void requireSame(List<Value> data) {
    Set<String> known = new HashSet<>();
    data.forEach(value -> known.add(value.name()));
    for (Value input : data(evaluation.graph())) {
      if (!known.contains(input.name())) {
        throw unfit(
            "The evaluation model has the input '" + input.name() + "', the training model has not",
            set.file(Artifact.EVAL_MODEL));
      }
    }
  }

  private String lossOutput() {
    List<Value> trained = training.outputs();
    List<Value> evaluated = evaluation.graph().outputs();
    if (trained.isEmpty()
        || evaluated.isEmpty()
        || !trained.get(0).name().equals(evaluated.get(0).name())) {
      throw unfit(
          "The first output, the loss, is not the same in training and evaluation model",
          set.file(Artifact.EVAL_MODEL));
    }
    if (trained.get(0).elementType() != DataType.FLOAT) {
      throw unfit("The loss is not a float32 number", set.file(Artifact.TRAINING_MODEL));
    }
    return trained.get(0).name();
  }

  private PlannedParameter parameter(Tensor tensor) {
    String name = tensor.name();
    if (tensor.elementType() != DataType.FLOAT) {
      throw LntuneException.unsupported(
          "A parameter is trained in " + tensor.elementType().onnxName(),
          "parameter '" + name + "'",
          "Runs keep float32 values.");
    }
    Value buffer = training.find(name + BUFFER);
    if (buffer == null || !training.isInput(buffer)) {
      throw unfit(
          "The training model has no gradient buffer for '" + name + "' of the checkpoint",
          set.file(Artifact.TRAINING_MODEL));
    }
    return new PlannedParameter(
        name,
        "",
        "weight",
        Arrays.stream(tensor.shape().sizes()).boxed().toList(),
        "",
        List.of(),
        stored(tensor),
        name,
        true,
        List.of(),
        0,
        name + "_grad");
  }

  private static StoredValues stored(Tensor tensor) {
    Shape shape = tensor.shape();
    if (tensor.content() instanceof FileRegion region) {
      String file = String.valueOf(region.file().getFileName());
      return new StoredValues(DataType.FLOAT, shape, file, region.offset(), region.length(), "");
    }
    byte[] bytes = new byte[Math.toIntExact(tensor.byteSize())];
    tensor.bytes().get(bytes);
    String inline = Base64.getEncoder().encodeToString(bytes);
    return new StoredValues(DataType.FLOAT, shape, "", 0, bytes.length, inline);
  }

  private long parameterCount(Graph eval) {
    long count = ParameterCount.of(eval);
    for (Tensor tensor : checkpoint.trainable()) {
      count = Math.addExact(count, tensor.elementCount());
    }
    for (Tensor tensor : checkpoint.frozen()) {
      count = Math.addExact(count, tensor.elementCount());
    }
    return count;
  }

  private static LntuneException unfit(String what, Path file) {
    return LntuneException.badInput(
        what, file.toString(), "Use files that were generated together.");
  }
}
