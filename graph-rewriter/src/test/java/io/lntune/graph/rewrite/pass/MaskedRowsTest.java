package io.lntune.graph.rewrite.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MaskedRowsTest {
  private static final double ROUNDING = 1e-6;
  private static final float NO = Float.NEGATIVE_INFINITY;
  private static final float LOW = -Float.MAX_VALUE;
  private static final List<String> ASKED =
      List.of("MatMul", "Mul", "Max", "ReduceMax", "Greater", "Cast", "Add", "Softmax", "Mul");

  /** Scores [2, 4, 3, 3] of two examples and four heads. */
  private static ModelSketch scores() {
    return ModelSketch.opset(21)
        .input("q", DataType.FLOAT, 2, 4, 3, 5)
        .input("k", DataType.FLOAT, 2, 4, 5, 3)
        .scalar("factor", 0.5f)
        .scalar("zero", 0)
        .node("MatMul", "products", "q k")
        .node("Mul", "scores", "factor products");
  }

  private static Model guarded(ModelSketch sketch, String masked) {
    Model model =
        sketch
            .node("Softmax", "p", masked, "axis", -1)
            .node("IsNaN", "undefined", "p")
            .node("Where", "guarded", "undefined zero p")
            .outputs("guarded")
            .model();
    TensorType type = new TensorType(DataType.FLOAT, Shape.of(2, 4, 3, 3));
    Objects.requireNonNull(model.graph().find(masked)).setType(type);
    Objects.requireNonNull(model.graph().find("p")).setType(type);
    return model;
  }

  private static Map<String, Tensor> asks(Model model) {
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 3);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);
    assertTrue(new MaskedRows().run(model));
    GraphCheck.check(model);
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), ROUNDING);
    return before;
  }

  @Test
  void rowsThatAreMaskedCompletelyAreZero() {
    float[] mask = {0, NO, NO, NO, NO, NO, -1, 0, NO, 0, 0, 0, NO, NO, NO, NO, 0, 0};
    long closed = 10;
    Model model =
        guarded(
            scores()
                .floats("mask", new long[] {2, 1, 3, 3}, mask)
                .node("Add", "masked", "scores mask"),
            "masked");
    Tensor guarded = Objects.requireNonNull(asks(model).get("guarded"));
    assertEquals(ASKED, RuleTester.operators(model));
    assertEquals(4 * closed, Arrays.stream(guarded.toDoubles()).filter(p -> p == 0).count());
  }

  @Test
  void theProductThatReadsTheProbabilitiesIsMultipliedInstead() {
    ModelSketch sketch =
        scores()
            .floats("mask", new long[] {2, 1, 1, 3}, 0, NO, 0, NO, NO, NO)
            .node("Add", "masked", "scores mask");
    Model model = guarded(sketch, "masked");
    sketch
        .input("v", DataType.FLOAT, 2, 4, 3, 5)
        .node("MatMul", "attended", "guarded v")
        .outputs("attended");
    model.graph().clearOutputs();
    model.graph().addOutput(Objects.requireNonNull(model.graph().find("attended")));
    Tensor attended = Objects.requireNonNull(asks(model).get("attended"));
    assertEquals(
        List.of(
            "MatMul",
            "Mul",
            "Max",
            "ReduceMax",
            "Greater",
            "Cast",
            "Add",
            "Softmax",
            "MatMul",
            "Mul"),
        RuleTester.operators(model));
    assertEquals(60, Arrays.stream(attended.toDoubles()).filter(number -> number == 0).count());
  }

  /** The lowest number is a mask too, but leaves a row of equal probabilities. */
  @Test
  void rowsOfTheLowestNumberKeepTheirProbabilities() {
    float[] mask = {LOW, LOW, LOW, LOW, 0, NO};
    Model model =
        guarded(
            scores()
                .floats("mask", new long[] {2, 1, 1, 3}, mask)
                .node("Add", "masked", "mask scores"),
            "masked");
    double first = Objects.requireNonNull(asks(model).get("guarded")).toDoubles()[0];
    assertEquals(1 / 3.0, first, ROUNDING);
  }

  @Test
  void layersAskASharedMaskOnce() {
    ModelSketch sketch = scores().floats("mask", new long[] {1, 3}, 0, NO, 0);
    Model model = guarded(sketch.node("Add", "masked", "scores mask"), "masked");
    sketch
        .node("Add", "masked2", "products mask")
        .node("Softmax", "p2", "masked2")
        .node("IsNaN", "undefined2", "p2")
        .node("Where", "guarded2", "undefined2 zero p2")
        .outputs("guarded2");
    Objects.requireNonNull(model.graph().find("p2"))
        .setType(new TensorType(DataType.FLOAT, Shape.of(2, 4, 3, 3)));
    asks(model);
    assertEquals(1, RuleTester.operators(model).stream().filter("ReduceMax"::equals).count());
    assertFalse(RuleTester.operators(model).contains("Where"));
  }

  @Test
  void scoresWithoutMaskNeedNoGuard() {
    Model model = guarded(scores(), "scores");
    asks(model);
    assertEquals(List.of("MatMul", "Mul", "Softmax", "Identity"), RuleTester.operators(model));
  }

  @Test
  void aMaskOfEveryHeadKeepsTheGuard() {
    ModelSketch sketch = scores().input("mask", DataType.FLOAT, 1, 4, 3, 3);
    assertFalse(
        new MaskedRows().run(guarded(sketch.node("Add", "masked", "scores mask"), "masked")));
  }

  /** Two masks may each leave something of a row and together nothing. */
  @Test
  void twoMasksKeepTheGuard() {
    ModelSketch sketch =
        scores()
            .floats("past", new long[] {1, 3}, 0, NO, NO)
            .floats("padding", new long[] {1, 3}, NO, 0, NO)
            .node("Add", "causal", "scores past")
            .node("Add", "masked", "causal padding");
    assertFalse(new MaskedRows().run(guarded(sketch, "masked")));
  }

  @Test
  void probabilitiesThatAreReadThemselvesKeepTheGuard() {
    Model model = guarded(scores(), "scores");
    model.graph().addOutput(Objects.requireNonNull(model.graph().find("p")));
    assertFalse(new MaskedRows().run(model));
  }
}
