package io.lntune.graph.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.rewrite.ModelSketch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A norm of {@code a} [2, n, 4] plus the mean over m of a norm of {@code b} [2, m, 4]. */
class DeclaredTypesTest {
  private static final int WIDTH = 4;

  @TempDir private Path folder;

  private TrainingPlan plan(Dim rowsOfA, Dim rowsOfB) {
    ModelSketch sketch =
        ModelSketch.opset(17)
            .input("a", DataType.FLOAT, 2, -1, WIDTH)
            .input("b", DataType.FLOAT, 2, -1, WIDTH)
            .floats("first.weight", new long[] {WIDTH}, 1, 2, 3, 4)
            .floats("second.weight", new long[] {WIDTH}, 4, 3, 2, 1)
            .node("LayerNormalization", "left", "a first.weight")
            .node("LayerNormalization", "right", "b second.weight")
            .node("ReduceMean", "mean", "right", "axes", new long[] {1})
            .node("Add", "logits", "left mean")
            .outputs("logits");
    Graph graph = sketch.graph();
    name(graph, "a", rowsOfA);
    name(graph, "b", rowsOfB);
    name(graph, "logits", rowsOfA);
    Path base = folder.resolve("model.onnx");
    ModelWriter.write(sketch.model(), base);
    return PlannedCase.plan(base);
  }

  private static void name(Graph graph, String value, Dim rows) {
    graph
        .find(value)
        .setType(
            new TensorType(DataType.FLOAT, new Shape(List.of(Dim.of(2), rows, Dim.of(WIDTH)))));
  }

  private long typedValues(TrainingPlan plan) throws IOException {
    Path file = folder.resolve("step.onnx");
    Files.write(file, plan.step().toArray());
    Graph graph = ModelReader.read(file).graph();
    return graph.values().stream()
        .filter(value -> value.producer() != null && !graph.isOutput(value))
        .filter(value -> value.shape() != null)
        .count();
  }

  @Test
  void typesAreDeclaredWhereNamesTellAxesApart() throws IOException {
    assertTrue(typedValues(plan(Dim.symbolic("n"), Dim.symbolic("m"))) > 0);
  }

  @Test
  void typesAreNotDeclaredWhereOnlyPositionsTellAxesApart() throws IOException {
    assertEquals(0, typedValues(plan(Dim.UNKNOWN, Dim.UNKNOWN)));
  }
}
