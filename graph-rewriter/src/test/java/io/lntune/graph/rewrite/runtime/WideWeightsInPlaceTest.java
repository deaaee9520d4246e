package io.lntune.graph.rewrite.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WideWeightsInPlaceTest {
  private static final double ROUNDING = 1e-6;

  /** x [3, rows] w [rows, columns], and that times the transposed w. */
  private static ModelSketch forth(int rows, int columns) {
    double[] elements = new Random(1).doubles((long) rows * columns, -0.1, 0.1).toArray();
    Shape shape = Shape.of(rows, columns);
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 3, rows)
        .initializer(TensorElements.encode("w", DataType.FLOAT, shape, elements))
        .node("MatMul", "a", "x w");
  }

  private static Model forthAndBack(int rows, int columns) {
    Model model =
        forth(rows, columns)
            .node("com.microsoft::FusedMatMul", "y", "a w", "transB", 1)
            .outputs("y")
            .model();
    model.opsets().put("com.microsoft", 1L);
    return model;
  }

  @Test
  void aWideWeightOfTwoProductsIsSeenThroughViews() {
    Model model = forthAndBack(192, 384);
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 5);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);

    assertTrue(new WideWeightsInPlace().run(model));

    GraphCheck.check(model);
    String view = "com.microsoft::ExpandDims";
    String back = "com.microsoft::FusedMatMul";
    assertEquals(
        List.of(view, "Squeeze", "MatMul", view, "Squeeze", back), RuleTester.operators(model));
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), ROUNDING);
    assertFalse(new WideWeightsInPlace().run(model));
  }

  @Test
  void squareTallAndSmallWeightsStay() {
    assertFalse(new WideWeightsInPlace().run(forthAndBack(320, 320)));
    assertFalse(new WideWeightsInPlace().run(forthAndBack(384, 192)));
    assertFalse(new WideWeightsInPlace().run(forthAndBack(16, 64)));
  }

  @Test
  void aWeightOfOneProductStays() {
    assertFalse(new WideWeightsInPlace().run(forth(192, 384).outputs("a").model()));
  }
}
