package io.lntune.graph.rewrite.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.infer.SymbolicShapes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowChunksTest {
  // Products of fewer rows add the same terms; only the blocking may differ.
  private static final double ROUNDING = 1e-6;
  private static final int WIDTH = 6;
  private static final int CLASSES = 5;
  private static final ChunkSizes THREE_ROWS = new ChunkSizes(CLASSES, 1, 3);

  /** Hidden states x [rows, 6] through logits [rows, 5] to a loss and to the gradient of x. */
  private static ModelSketch head(Dim rows) {
    ModelSketch sketch =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, -1, WIDTH)
            .input("labels", DataType.INT64, -1, 1)
            .input("weights", DataType.FLOAT, -1, 1);
    Graph graph = sketch.graph();
    for (Value input : List.copyOf(graph.inputs())) {
      Shape shape = new Shape(List.of(rows, input.shape().dim(1)));
      input.setType(new TensorType(input.elementType(), shape));
    }
    return sketch
        .initializer(sine("w", WIDTH, CLASSES))
        .node("Neg", "hidden", "x")
        .node("MatMul", "logits", "hidden w")
        .node("Identity", "same", "logits")
        .node("LogSoftmax", "logs", "same", "axis", 1)
        .node("GatherElements", "picked", "logs labels", "axis", 1)
        .node("Mul", "terms", "picked weights")
        .node("ReduceSum", "loss", "terms")
        .node("Neg", "minus", "weights")
        .node("Exp", "shares", "logs")
        .node("Mul", "weighed", "shares weights")
        .node("ScatterElements", "seed", "weighed labels minus", "axis", 1, "reduction", "add")
        .node("com.microsoft::FusedMatMul", "flow", "seed w", "transB", 1)
        .node("Mul", "gradient", "flow hidden");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 7, 9})
  void chunksGiveWhatTheWholeGives(int rows) {
    Model model = head(Dim.symbolic("rows")).outputs("loss gradient").model();
    assertChunked(model, rows);
  }

  @Test
  void rowsMayBeCountedBefore() {
    Model model = head(Dim.of(7)).outputs("loss gradient").model();
    assertChunked(model, 7);
    Value parts = scan(model).requiredInput(0);
    assertEquals(Shape.of(3, 3, WIDTH), parts.shape());
  }

  private static void assertChunked(Model model, int rows) {
    Map<String, Tensor> whole = RuntimeOutputs.of(model, feeds(rows));
    List<Value> seeds = chunk(model, THREE_ROWS);
    GraphCheck.check(model);
    Graph graph = model.graph();
    assertNull(graph.find("logits"));
    assertEquals(List.of(graph.find("gradient").producer().requiredInput(0)), seeds);
    assertEquals(1, model.graph().nodes().stream().filter(node -> node.is("Scan")).count());
    TensorAssertions.assertClose(whole, RuntimeOutputs.of(model, feeds(rows)), ROUNDING);
  }

  @Test
  void whatTheLossAloneNeedsRunsFirst() {
    Model model = head(Dim.symbolic("rows")).outputs("loss gradient").model();
    chunk(model, THREE_ROWS);
    Graph body = scan(model).attributes().graph("body");
    assertNotNull(body);
    assertTrue(body.nodes().get(body.nodeCount() - 1).is("GatherElements"));
  }

  @Test
  void whatLiesBetweenGoesWithIt() {
    Model model =
        head(Dim.symbolic("rows"))
            .longs("last", 1)
            .node("ReduceMax", "largest", "logits last")
            .node("Tanh", "bent", "largest")
            .node("Add", "shifted", "shares bent")
            .node("com.microsoft::FusedMatMul", "second", "shifted w", "transB", 1)
            .node("Neg", "other", "second")
            .outputs("loss gradient other")
            .model();
    Map<String, Tensor> whole = RuntimeOutputs.of(model, feeds(7));
    chunk(model, THREE_ROWS);
    assertNull(model.graph().find("bent"));
    TensorAssertions.assertClose(whole, RuntimeOutputs.of(model, feeds(7)), ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Softmax", "Transpose", "Identity"})
  void rowsThatNeedEachOtherStayTogether(String reader) {
    Object[] axis = reader.equals("Softmax") ? new Object[] {"axis", 0} : new Object[0];
    Model model =
        head(Dim.symbolic("rows"))
            .node(reader, "other", "logits", axis)
            .outputs("loss gradient other")
            .model();
    assertWhole(model, THREE_ROWS);
  }

  @Test
  void fewColumnsStayTogether() {
    Model model = head(Dim.symbolic("rows")).outputs("loss gradient").model();
    assertWhole(model, new ChunkSizes(CLASSES + 1, 1, 3));
  }

  @Test
  void fewRowsStayTogether() {
    Model model = head(Dim.of(3)).outputs("loss gradient").model();
    assertWhole(model, THREE_ROWS);
  }

  private static void assertWhole(Model model, ChunkSizes sizes) {
    Value seed = model.graph().find("seed");
    assertEquals(List.of(seed), chunk(model, sizes));
    assertFalse(model.graph().nodes().stream().anyMatch(node -> node.is("Scan")));
  }

  private static List<Value> chunk(Model model, ChunkSizes sizes) {
    SymbolicShapes.infer(model);
    return RowChunks.apply(model.graph(), List.of(model.graph().find("seed")), sizes);
  }

  private static Node scan(Model model) {
    return model.graph().nodes().stream().filter(node -> node.is("Scan")).findFirst().orElseThrow();
  }

  private static Map<String, Tensor> feeds(int rows) {
    long[] labels = new long[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = (2L * i + 1) % CLASSES;
    }
    return Map.of(
        "x", sine("x", rows, WIDTH),
        "labels", Tensor.ofLongs("labels", Shape.of(rows, 1), labels),
        "weights", sine("weights", rows, 1));
  }

  private static Tensor sine(String name, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(1.7 * (i + 1));
    }
    return Tensor.ofFloats(name, Shape.of(rows, columns), values);
  }
}
