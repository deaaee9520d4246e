package io.lntune.graph.rewrite.narrow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.infer.SymbolicShapes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;
import io.lntune.graph.rewrite.pass.TopologicalOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowsEarlyTest {
  // Narrowed products add the same terms in the same order; only the blocking may differ.
  private static final double ROUNDING = 1e-6;
  private static final Dim CHOSEN = Dim.symbolic("chosen");
  private static final int ROWS = 8;
  private static final int CLASSES = 3;

  /** The end of a language model over x [2, 4, 6], up to logits [8, 3]. */
  private static ModelSketch head() {
    ModelSketch sketch =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, 2, 4, 6)
            .input("positions", DataType.INT64, ROWS);
    Graph graph = sketch.graph();
    graph
        .find("x")
        .setType(
            new TensorType(
                DataType.FLOAT,
                new Shape(List.of(Dim.symbolic("batch"), Dim.symbolic("sequence"), Dim.of(6)))));
    graph
        .find("positions")
        .setType(new TensorType(DataType.INT64, new Shape(List.of(Dim.symbolic("chosen")))));
    return sketch
        .initializer(SineTensors.matrix("w", 6, 6, 0.3))
        .initializer(SineTensors.matrix("u", 6, 12, 0.7))
        .initializer(SineTensors.matrix("bias", 1, 6, 0.2))
        .initializer(SineTensors.matrix("gain", 1, 6, 0.9))
        .longs("flat", -1, 6)
        .longs("classes", -1, CLASSES)
        .longs("three", 3)
        .longs("six", 6)
        .longs("last", 2)
        .node("Exp", "before", "x")
        .node("Softmax", "mixing", "before", "axis", 1)
        .node("Reshape", "rows", "mixing flat")
        .node("Gemm", "dense", "rows w bias")
        .node("Shape", "whole", "x")
        .node("Reshape", "context", "dense whole")
        .node("Add", "sum", "context x")
        .node("LayerNormalization", "normed", "sum gain", "axis", 2)
        .node("MatMul", "wide", "normed u")
        .node("Split", "gate value", "wide", "axis", 2, "num_outputs", 2)
        .node("Sigmoid", "opened", "gate")
        .node("Mul", "gated", "opened value")
        .node("Add", "tail", "gated sum")
        .node("Slice", "left", "tail zero three last")
        .node("Slice", "right", "tail three six last")
        .node("Add", "halves", "left right")
        .initializer(SineTensors.matrix("square", 3, CLASSES, 1.3))
        .longs("zero", 0)
        .node("MatMul", "scores", "halves square")
        .node("Reshape", "logits", "scores classes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 3 7", "5", "0 1 2 3 4 5 6 7"})
  void chosenRowsAreThoseOfTheWhole(String rows) {
    long[] chosen = List.of(rows.split(" ")).stream().mapToLong(Long::parseLong).toArray();
    Model model = head().outputs("logits").model();
    double[] whole = run(model, chosen);
    RowsEarly early = prepare(model);
    assertTrue(early.isWorthwhile());
    early.apply(model.graph().find("positions"), CHOSEN);
    settle(model);
    for (String narrowed : List.of("sum", "normed", "wide", "tail", "halves", "scores", "logits")) {
      Shape shape = model.graph().find(narrowed).shape();
      assertNotNull(shape, narrowed);
      assertEquals(CHOSEN, shape.dim(0), narrowed);
    }
    double[] expected = new double[chosen.length * CLASSES];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(whole, (int) chosen[i] * CLASSES, expected, i * CLASSES, CLASSES);
    }
    assertArrayEquals(expected, run(model, chosen), ROUNDING);
  }

  @Test
  void whatIsReadElsewhereStaysWhole() {
    Model model = head().outputs("logits tail").model();
    RowsEarly early = prepare(model);
    early.apply(model.graph().find("positions"), CHOSEN);
    settle(model);
    assertEquals(3, model.graph().find("tail").shape().rank());
    assertEquals(CHOSEN, model.graph().find("scores").shape().dim(0));
  }

  @Test
  void whatMustNotChangeStaysWhole() {
    Model model = head().outputs("logits").model();
    SymbolicShapes.infer(model);
    RowsEarly early = RowsEarly.of(model.graph(), model.graph().find("logits"), new HashSet<>());
    assertFalse(early.isWorthwhile());
  }

  private static RowsEarly prepare(Model model) {
    SymbolicShapes.infer(model);
    Graph graph = model.graph();
    // The loss reads the logits; they are an output here to be looked at.
    return RowsEarly.of(graph, graph.find("logits"), new HashSet<>(graph.nodes()));
  }

  private static void settle(Model model) {
    new TopologicalOrder().run(model);
    new DeadNodeElimination(true).run(model);
    GraphCheck.check(model);
  }

  private static double[] run(Model model, long... chosen) {
    Tensor x = SineTensors.matrix("x", ROWS, 6, 1.0);
    Tensor positions = Tensor.ofLongs("positions", Shape.of(chosen.length), chosen);
    return RuntimeOutputs.of(model, Map.of("x", x, "positions", positions))
        .get("logits")
        .toDoubles();
  }
}
