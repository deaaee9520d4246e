package io.lntune.graph.emit.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.Artifact;
import io.lntune.graph.emit.ArtifactOptions;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.PlannedCase;
import io.lntune.graph.emit.PlannedInput;
import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelReader;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingArtifactsTest {
  @TempDir private Path folder;

  private PlannedCase planned;
  private TrainingPlan plan;
  private Path artifacts;

  @BeforeEach
  void plan() {
    planned = PlannedCase.of("bert-lninit-ts17", folder.resolve("base"));
    plan = planned.plan();
    artifacts = folder.resolve("artifacts");
  }

  private void write(ArtifactOptions options) {
    ArtifactSet.write(plan, artifacts, false, options);
  }

  private Model model(Artifact artifact) {
    return ModelReader.read(artifacts.resolve(artifact.fileName()), folder.resolve("base"));
  }

  /** The runtime feeds data by position, then parameters in one order for both models. */
  @Test
  void trainingModelHasTheInputsAndOutputsOfTheContract() {
    write(ArtifactOptions.DEFAULT);
    List<String> inputs = new ArrayList<>(plan.inputs().stream().map(PlannedInput::name).toList());
    List<String> outputs = new ArrayList<>(List.of(plan.lossOutput()));
    plan.parameters().forEach(each -> inputs.add(each.name()));
    plan.parameters().forEach(each -> inputs.add(each.gradientName() + ".accumulation.buffer"));
    plan.parameters().forEach(each -> outputs.add(each.gradientName() + ".accumulation.out"));
    inputs.add("lazy_reset_grad");

    Graph graph = model(Artifact.TRAINING_MODEL).graph();

    assertEquals(inputs, graph.inputs().stream().map(Value::name).toList());
    assertEquals(outputs, graph.outputs().stream().map(Value::name).toList());
    TensorType flag = new TensorType(DataType.BOOL, Shape.of(1));
    assertEquals(flag, graph.inputs().get(graph.inputs().size() - 1).type());
    for (PlannedParameter parameter : plan.parameters()) {
      Value buffer = graph.find(parameter.gradientName() + ".accumulation.buffer");
      assertEquals(graph.find(parameter.name()).type(), buffer.type());
      assertEquals(
          "com.microsoft::InPlaceAccumulatorV2", buffer.uses().get(0).node().op().toString());
    }
  }

  /** The runtime feeds one list of parameters, by position, to both models. */
  @Test
  void evalModelHasDataAndParametersInTheSameOrder() {
    write(ArtifactOptions.DEFAULT);
    Set<String> names = Set.copyOf(plan.parameters().stream().map(PlannedParameter::name).toList());

    List<String> eval =
        model(Artifact.EVAL_MODEL).graph().inputs().stream().map(Value::name).toList();

    assertEquals(
        plan.parameters().stream().map(PlannedParameter::name).toList(),
        eval.stream().filter(names::contains).toList());
    assertEquals(
        plan.inputs().stream().map(PlannedInput::name).toList(),
        eval.stream().filter(name -> !names.contains(name)).toList());
  }

  @Test
  void checkpointHoldsTheBaseValuesAndNothingFrozen() {
    write(ArtifactOptions.DEFAULT);

    TrainingCheckpoint read = TrainingCheckpoint.read(artifacts.resolve("checkpoint"));

    Map<String, float[]> values = planned.values();
    assertEquals(values.size(), read.trainable().size());
    values.forEach(
        (name, floats) ->
            assertEquals(
                FloatBuffer.wrap(floats),
                read.parameter(name).orElseThrow().bytes().asFloatBuffer(),
                name));
    assertTrue(read.frozen().isEmpty());
    assertTrue(read.groups().isEmpty());
    assertFalse(Files.exists(artifacts.resolve("nominal_checkpoint")));
  }

  @Test
  void selfContainedModelsReferToNoOtherFile() {
    write(ArtifactOptions.DEFAULT.withSelfContained(true));

    for (Artifact artifact :
        List.of(Artifact.STEP_MODEL, Artifact.EVAL_MODEL, Artifact.TRAINING_MODEL)) {
      Path file = artifacts.resolve(artifact.fileName());
      Model alone = ModelReader.read(file);
      for (Value value : alone.graph().initializers()) {
        Tensor tensor = value.initializer();
        if (tensor.content() instanceof FileRegion region) {
          assertEquals(file.toAbsolutePath(), region.file());
        }
      }
    }
    assertTrue(ArtifactSet.options(artifacts).selfContained());
  }

  @Test
  void whatIsLeftOutIsNotThere() {
    write(ArtifactOptions.DEFAULT.withFiles(EnumSet.of(Artifact.TRAINING_MODEL)));

    assertTrue(Files.exists(artifacts.resolve("training_model.onnx")));
    assertFalse(Files.exists(artifacts.resolve("step_model.onnx")));
    TrainingPlan opened = ArtifactSet.open(artifacts);
    assertEquals(plan.parameters(), opened.parameters());
    assertThrows(LntuneException.class, () -> opened.step().toArray());
  }

  @Test
  void theOptimizerIsRemembered() {
    OptimizerSpec spec = new OptimizerSpec.AdamW(0.5, 0.75, 1e-3, 0.125, 2);
    write(ArtifactOptions.DEFAULT.withOptimizer(spec));

    assertEquals(spec, ArtifactSet.options(artifacts).optimizer());
    assertEquals(Artifact.usual(), ArtifactSet.options(artifacts).files());
  }
}
