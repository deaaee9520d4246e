package io.lntune.graph.rewrite.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BiasesApartTest {
  private static final double ROUNDING = 1e-5;

  private static final String PRODUCT = "com.microsoft::FusedMatMul";

  private static ModelSketch operands() {
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 3, 4)
        .input("w", DataType.FLOAT, 4, 5)
        .input("t", DataType.FLOAT, 5, 4)
        .input("row", DataType.FLOAT, 5)
        .input("whole", DataType.FLOAT, 3, 5);
  }

  @Test
  void aRowIsAddedBehindTheProduct() {
    Model model =
        operands()
            .node("Gemm", "a", "x w row")
            .node("Gemm", "b", "x t row", "transB", 1, "alpha", 0.5f)
            .outputs("a b")
            .model();
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 7);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);
    assertTrue(new BiasesApart().run(model));
    GraphCheck.check(model);
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), ROUNDING);
    assertFalse(new BiasesApart().run(model));
    assertEquals(List.of(PRODUCT, "Add", PRODUCT, "Add"), RuleTester.operators(model));
  }

  @Test
  void otherSummandsStay() {
    Model model =
        operands()
            .node("Gemm", "a", "x w whole")
            .node("Gemm", "b", "x w row", "beta", 2.0f)
            .node("Gemm", "c", "x w")
            .outputs("a b c")
            .model();
    assertFalse(new BiasesApart().run(model));
  }
}
