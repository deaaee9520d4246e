package io.lntune.graph.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.TensorAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmittedModelsTest {
  /** The same graph on the same weights: only where the runtime reads them from differs. */
  private static final double EXACT = 0;

  /** Fused operators round differently from the exported graph. */
  private static final double FORWARD = 1e-5;

  private static final int WIDTH = 1024;
  private static final int LAYERS = 26;
  private static final long HUNDRED_MEGABYTES = 100L << 20;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"bert-seq-ts17", "vit-img-ts14", "v-bert-extdata", "v-bert-legacy-fused"})
  void stepModelRunsBesideTheBase(String name) throws IOException {
    PlannedCase planned = PlannedCase.of(name, folder.resolve("base"));
    TrainingPlan plan = planned.plan();
    ArtifactSet.write(plan, folder.resolve("artifacts"), false);
    Path step = planned.base().resolveSibling("step_model.onnx");
    Files.copy(folder.resolve("artifacts").resolve("step_model.onnx"), step);

    ModelReader.read(step)
        .graph()
        .initializers()
        .forEach(stored -> assertFalse(stored.uses().isEmpty(), stored.name() + " is not read"));
    Map<String, Tensor> outputs = PlanRun.file(step, planned.feeds());

    for (PlannedParameter parameter : plan.parameters()) {
      Tensor gradient = outputs.get(parameter.gradientName());
      assertEquals(parameter.elementCount(), gradient.elementCount(), parameter.name());
      assertTrue(
          Arrays.stream(gradient.toDoubles()).anyMatch(element -> element != 0), parameter.name());
    }
    assertEquals(plan.lossOutput(), outputs.keySet().iterator().next());
    assertFalse(outputs.containsKey(plan.predictionsOutput()));
    TensorAssertions.assertClose(
        PlanRun.bytes(plan.step(), folder.resolve("base"), planned.feeds()), outputs, EXACT);
  }

  @Test
  void evalModelHasTheOutputsOfTheBase() {
    PlannedCase planned = PlannedCase.of("roberta-seq-ts14", folder.resolve("base"));
    Map<String, Tensor> expected = PlanRun.file(planned.base(), planned.feeds());

    Map<String, Tensor> outputs =
        PlanRun.bytes(planned.plan().eval(), folder.resolve("base"), planned.feeds());

    assertEquals(planned.plan().lossOutput(), outputs.keySet().iterator().next());
    outputs.remove(planned.plan().lossOutput());
    TensorAssertions.assertClose(expected, outputs, FORWARD);
  }

  @Test
  void artefactsTakeLessThanAHundredthOfABigBase() throws IOException {
    Path base = folder.resolve("big.onnx");
    writeBigModel(base);
    assertTrue(Files.size(base) > HUNDRED_MEGABYTES);

    Path artifacts = folder.resolve("artifacts");
    ArtifactSet.write(PlannedCase.plan(base), artifacts, false);

    long size = 0;
    try (Stream<Path> files = Files.list(artifacts)) {
      for (Path file : files.toList()) {
        size += Files.size(file);
      }
    }
    assertTrue(size * 100 < Files.size(base), size + " bytes");
  }

  /** A stack of MatMul and LayerNormalization with random weights. */
  private static void writeBigModel(Path file) {
    Random random = new Random(7);
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, -1, WIDTH);
    String value = "x";
    for (int layer = 0; layer < LAYERS; layer++) {
      String name = "layers." + layer;
      sketch.initializer(random(random, name + ".linear.weight", WIDTH, WIDTH));
      sketch.initializer(random(random, name + ".norm.weight", WIDTH));
      sketch.initializer(random(random, name + ".norm.bias", WIDTH));
      sketch.node("MatMul", "product" + layer, value + " " + name + ".linear.weight");
      value = layer == LAYERS - 1 ? "logits" : "hidden" + layer;
      sketch.node(
          "LayerNormalization",
          value,
          "product" + layer + " " + name + ".norm.weight " + name + ".norm.bias");
    }
    sketch.outputs("logits");
    sketch.graph().find("logits").setType(sketch.graph().find("x").type());
    ModelWriter.write(sketch.model(), file);
  }

  private static Tensor random(Random random, String name, long... sizes) {
    Shape shape = Shape.of(sizes);
    double[] values = random.doubles(shape.elementCount(), -0.05, 0.05).toArray();
    return TensorElements.encode(name, DataType.FLOAT, shape, values);
  }
}
