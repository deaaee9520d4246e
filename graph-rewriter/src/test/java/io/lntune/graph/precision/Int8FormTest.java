package io.lntune.graph.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Int8FormTest {
  private static final int WIDTH = 64;
  private static final int ROWS = 3;

  /** What rounding to 8 and 7 bits, twice, may turn a row by. */
  private static final double LEAST_COSINE = 0.998;

  private static Tensor weight(String name, long seed) {
    double[] elements = new Random(seed).doubles(WIDTH * WIDTH, -1, 1).toArray();
    return TensorElements.encode(name, DataType.FLOAT, Shape.of(WIDTH, WIDTH), elements);
  }

  /** What flows back through a feed-forward part: a product, a slope, another product. */
  private static ModelSketch feedForward() {
    return ModelSketch.opset(21)
        .input("flow", DataType.FLOAT, ROWS, WIDTH)
        .input("slope", DataType.FLOAT, ROWS, WIDTH)
        .initializer(weight("second", 1))
        .initializer(weight("first", 2))
        .node("MatMul", "inner", "flow second")
        .node("Mul", "bent", "slope inner")
        .node("MatMul", "outer", "bent first");
  }

  /** Rows that differ by twelve orders of magnitude. */
  private static Map<String, Tensor> feeds(Model model) {
    Map<String, Tensor> feeds = new LinkedHashMap<>(RuntimeOutputs.feeds(model, 5));
    double[] flow = Objects.requireNonNull(feeds.get("flow")).toDoubles();
    for (int row = 0; row < ROWS; row++) {
      for (int i = row * WIDTH; i < (row + 1) * WIDTH; i++) {
        flow[i] *= Math.pow(10, -6.0 * row);
      }
    }
    feeds.put("flow", TensorElements.encode("flow", DataType.FLOAT, Shape.of(ROWS, WIDTH), flow));
    return feeds;
  }

  private static double[] run(Model model) {
    Map<String, Tensor> outputs = RuntimeOutputs.of(model, feeds(model));
    return Objects.requireNonNull(outputs.get(model.graph().outputs().get(0).name())).toDoubles();
  }

  private static List<String> reduce(Model model) {
    double[] exact = run(model);
    ReducedProducts.introduce(model, List.of(), BasePrecision.INT8);
    new DeadNodeElimination(true).run(model);
    GraphCheck.check(model);
    double[] reduced = run(model);
    for (int row = 0; row < ROWS; row++) {
      double product = 0;
      double left = 0;
      double right = 0;
      for (int i = row * WIDTH; i < (row + 1) * WIDTH; i++) {
        product += exact[i] * reduced[i];
        left += exact[i] * exact[i];
        right += reduced[i] * reduced[i];
      }
      double cosine = product / Math.sqrt(left * right);
      assertEquals(1, cosine, 1 - LEAST_COSINE, "row " + row);
      assertEquals(1, Math.sqrt(right / left), 0.02, "row " + row);
    }
    return RuleTester.operators(model);
  }

  private static long divisions(List<String> operators) {
    return operators.stream().filter("Div"::equals).count();
  }

  @Test
  void rowsStayDividedAcrossASlope() {
    assertEquals(1, divisions(reduce(feedForward().outputs("outer").model())));
  }

  @Test
  void whatOthersReadIsMultipliedBack() {
    List<String> operators = reduce(feedForward().outputs("outer inner").model());
    assertEquals(2, divisions(operators));
    operators = reduce(feedForward().outputs("outer bent").model());
    assertEquals(2, divisions(operators));
  }

  @Test
  void aSumBetweenProductsIsDividedAnew() {
    Model model =
        feedForward()
            .input("rest", DataType.FLOAT, ROWS, WIDTH)
            .node("Mul", "scaled", "rest slope")
            .node("MatMul", "other", "scaled second")
            .outputs("outer other")
            .model();
    assertEquals(2, divisions(reduce(model)));
  }
}
