package io.lntune.graph.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.memory.MemoryBudget;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RandomTensor;
import io.lntune.graph.tag.TargetSelector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wide weight behind a norm, so that a step multiplies by it forward and backward. */
final class CopiedWeightsTest {
  private static final OpId VIEW = OpId.microsoft("ExpandDims");
  private static final int WIDTH = 1024;
  private static final int COLUMNS = 4 * WIDTH;
  private static final long WEIGHT_BYTES = 4L * WIDTH * COLUMNS;

  /** What the views themselves take. */
  private static final long VIEWS = 100_000;

  private static final AssumedSizes SIZES = new AssumedSizes(2, 16);

  @TempDir private Path folder;

  private Path base;

  @BeforeEach
  void writeModel() {
    base = folder.resolve("model.onnx");
    ModelSketch sketch = ModelSketch.opset(21).input("x", DataType.FLOAT, -1, -1, WIDTH);
    sketch
        .initializer(RandomTensor.uniform("scale", 3, WIDTH))
        .initializer(RandomTensor.uniform("bias", 3, WIDTH));
    sketch.initializer(RandomTensor.uniform("wide", 3, WIDTH, COLUMNS));
    sketch.node("LayerNormalization", "n", "x scale bias").node("MatMul", "y", "n wide");
    ModelWriter.write(sketch.outputs("y").model(), base);
  }

  @Test
  void withoutABudgetMemoryCounts() throws IOException {
    assertEquals(2, views(plan(null)));
  }

  @Test
  void aBudgetThatHasRoomIsUsedForCopies() throws IOException {
    TrainingPlan roomy = plan(1L << 40);
    assertEquals(0, views(roomy));
    long peak = Objects.requireNonNull(roomy.memory()).peakBytes();

    TrainingPlan tight = plan(peak - 1);
    assertEquals(2, views(tight));
    assertTrue(
        Objects.requireNonNull(tight.memory()).peakBytes() <= peak - WEIGHT_BYTES + VIEWS,
        () -> peak + " " + tight.memory());
  }

  private TrainingPlan plan(@Nullable Long bytes) {
    return new TrainingPlanner(OperatorTarget.ONNX_RUNTIME)
        .withMemoryBudget(bytes == null ? null : new MemoryBudget(bytes, SIZES))
        .plan(base, TargetSelector.ALL_NORMS, new LossSpec.MeanSquaredError(""));
  }

  private long views(TrainingPlan plan) throws IOException {
    Path file = Files.write(folder.resolve("step.onnx"), plan.step().toArray());
    return ModelReader.read(file, folder).graph().nodes().stream()
        .filter(node -> node.op().equals(VIEW))
        .count();
  }
}
