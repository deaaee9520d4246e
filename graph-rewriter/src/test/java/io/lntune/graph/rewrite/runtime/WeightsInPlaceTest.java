package io.lntune.graph.rewrite.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightsInPlaceTest {
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

    assertTrue(WeightsInPlace.standard().run(model));

    GraphCheck.check(model);
    String view = "com.microsoft::ExpandDims";
    String back = "com.microsoft::FusedMatMul";
    assertEquals(
        List.of(view, "Squeeze", "MatMul", view, "Squeeze", back), RuleTester.operators(model));
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), ROUNDING);
    assertFalse(WeightsInPlace.standard().run(model));
  }

  @Test
  void squareTallAndSmallWeightsStay() {
    assertFalse(WeightsInPlace.standard().run(forthAndBack(320, 320)));
    assertFalse(WeightsInPlace.standard().run(forthAndBack(384, 192)));
    assertFalse(WeightsInPlace.standard().run(forthAndBack(16, 64)));
  }

  @Test
  void aWeightOfOneProductStays() {
    assertFalse(WeightsInPlace.standard().run(forth(192, 384).outputs("a").model()));
  }

  /** The file is never read. */
  @Test
  void aHugeWeightOfOneProductIsSeenThroughAView() {
    Shape shape = Shape.of(1 << 17, 1 << 9);
    FileRegion region = new FileRegion(Path.of("model.onnx"), 0, 4L << 26);
    Model model =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, 3, 1 << 9)
            .initializer(new Tensor("w", DataType.FLOAT, shape, region, null))
            .node("com.microsoft::FusedMatMul", "logits", "x w", "transB", 1)
            .outputs("logits")
            .model();
    assertTrue(WeightsInPlace.standard().run(model));
    assertEquals("Squeeze", RuleTester.operators(model).get(1));
    assertFalse(WeightsInPlace.standard().run(model));
  }
}
