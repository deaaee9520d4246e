package io.lntune.graph.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.emit.training.OptimizerModel;
import io.lntune.graph.emit.training.OptimizerSpec;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.parse.ModelWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A linear classifier in the layout of ONNX Runtime's generator: opset 17, weight and bias fed. */
final class GeneratedArtifactsTest {
  private static final OptimizerSpec OPTIMIZER = new OptimizerSpec.AdamW(0.9, 0.999, 1e-6, 0, 0);

  @TempDir private Path folder;

  private Graph graph = new Graph(null);

  @BeforeEach
  void write() throws IOException {
    write("eval_model.onnx", false, Map.of());
    write("training_model.onnx", true, Map.of());
    Files.write(file("optimizer_model.onnx"), OptimizerModel.bytes(OPTIMIZER));
    checkpoint().write(file("checkpoint"), false);
  }

  private Path file(String name) {
    return folder.resolve("linear_" + name);
  }

  private static TrainingCheckpoint checkpoint() {
    Tensor bias = Tensor.ofFloats("bias", Shape.of(3), 1, 2, 3);
    Tensor weight = Tensor.ofFloats("weight", Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    return TrainingCheckpoint.of(List.of(bias)).withFrozen(List.of(weight));
  }

  private void write(String name, boolean training, Map<String, Attribute> attributes)
      throws IOException {
    graph = new Graph(null);
    Value data = input("input", DataType.FLOAT, Shape.of(4, 2));
    Value labels = input("classes", DataType.INT64, Shape.of(4));
    Value weight = input("weight", DataType.FLOAT, Shape.of(2, 3));
    Value bias = input("bias", DataType.FLOAT, Shape.of(3));
    Value scores = typed("output", DataType.FLOAT, Shape.of(4, 3));
    Value loss = typed("loss", DataType.FLOAT, Shape.SCALAR);
    node("Gemm", List.of(data, weight, bias), scores, Map.of());
    node("SoftmaxCrossEntropyLoss", List.of(scores, labels), loss, attributes);
    graph.addOutput(loss);
    graph.addOutput(scores);
    if (training) {
      Value buffer = input("bias_grad.accumulation.buffer", DataType.FLOAT, Shape.of(3));
      Value reset = input("lazy_reset_grad", DataType.BOOL, Shape.of(1));
      Value done = typed("bias_grad.accumulation.out", DataType.BOOL, Shape.of(1));
      OpId accumulator = OpId.microsoft("InPlaceAccumulatorV2");
      List<Value> inputs = List.of(buffer, bias, reset);
      graph.insert(null, accumulator, "accumulator", inputs, List.of(done), Map.of());
      graph.addOutput(done);
    }
    graph.setName("linear");
    Model model = new Model(graph);
    model.setIrVersion(8);
    model.opsets().put("", 17L);
    model.opsets().put(OpId.MICROSOFT, 1L);
    Files.deleteIfExists(file(name));
    ModelWriter.write(model, file(name));
  }

  private void node(
      String operator, List<Value> inputs, Value output, Map<String, Attribute> attributes) {
    graph.insert(null, OpId.onnx(operator), operator, inputs, List.of(output), attributes);
  }

  private Value input(String name, DataType type, Shape shape) {
    return graph.addInput(typed(name, type, shape));
  }

  private Value typed(String name, DataType type, Shape shape) {
    Value value = graph.define(name);
    value.setType(new TensorType(type, shape));
    return value;
  }

  @Test
  void aPlanIsReadOffTheFiles() {
    TrainingPlan plan = ArtifactSet.open(folder);

    assertEquals(
        List.of(
            new PlannedInput("input", DataType.FLOAT, List.of(4L, 2L), false),
            new PlannedInput("classes", DataType.INT64, List.of(4L), true)),
        plan.inputs());
    assertEquals(List.of("bias"), plan.parameters().stream().map(PlannedParameter::name).toList());
    Tensor bias = InitialValues.of(plan.parameters().get(0), plan.base());
    assertEquals(3, bias.toDoubles()[2]);
    assertEquals(3, plan.trainableCount());
    assertEquals(9, plan.baseParameterCount());
    assertEquals("loss", plan.lossOutput());
    PlannedLoss loss = plan.losses().get(0);
    assertEquals("output", loss.predictionsOutput());
    assertEquals("classes", loss.labelInput());
    assertEquals(3, loss.classCount());
    LossSpec.CrossEntropy classes = (LossSpec.CrossEntropy) plan.loss();
    assertEquals(LossSpec.NO_INDEX, classes.ignoreIndex());
    assertFalse(plan.step().isPresent());
    assertEquals(OPTIMIZER, ArtifactSet.options(folder).optimizer());
  }

  @Test
  void theEvaluationModelHoldsFrozenWeights() throws IOException {
    Path written = folder.resolve("evaluation.onnx");
    Files.write(written, ArtifactSet.open(folder).eval().toArray());

    Graph eval = ModelReader.read(written).graph();

    assertEquals(
        List.of("input", "classes", "bias"), eval.inputs().stream().map(Value::name).toList());
    assertEquals(List.of("weight"), eval.initializers().stream().map(Value::name).toList());
  }

  @Test
  void ofAnotherLossOnlyTheValueIsKnown() throws IOException {
    write("eval_model.onnx", false, Map.of("reduction", new Attribute.StringValue("sum")));

    TrainingPlan plan = ArtifactSet.open(folder);

    assertEquals(new LossSpec.GraphOutput("loss"), plan.loss());
    assertEquals("", plan.predictionsOutput());
  }

  @Test
  void theIgnoredLabelIsTheLossNodes() throws IOException {
    write("eval_model.onnx", false, Map.of("ignore_index", new Attribute.IntValue(-1)));

    assertEquals(-1, ((LossSpec.CrossEntropy) ArtifactSet.open(folder).loss()).ignoreIndex());
  }

  @Test
  void aSetChangesWithItsCheckpoint() {
    String before = ArtifactSet.baseDigest(folder);
    assertEquals(before, ArtifactSet.baseDigest(folder));
    Tensor bias = Tensor.ofFloats("bias", Shape.of(3), 1, 2, 4);
    TrainingCheckpoint.of(List.of(bias))
        .withFrozen(checkpoint().frozen())
        .write(file("checkpoint"), true);
    assertFalse(before.equals(ArtifactSet.baseDigest(folder)));
  }

  @Test
  void filesThatDoNotBelongTogetherAreRefused() throws IOException {
    checkpoint().withoutValues().write(file("checkpoint"), true);
    assertRefused("nominal");
    Tensor other = Tensor.ofFloats("other", Shape.of(3), 1, 2, 3);
    TrainingCheckpoint.of(List.of(other)).write(file("checkpoint"), true);
    assertRefused("no gradient buffer for 'other'");
    Files.copy(file("training_model.onnx"), folder.resolve("b_training_model.onnx"));
    assertRefused("2 training models");
  }

  private void assertRefused(String reason) {
    LntuneException failure = assertThrows(LntuneException.class, () -> ArtifactSet.open(folder));
    assertTrue(failure.what().contains(reason), failure.what());
  }
}
