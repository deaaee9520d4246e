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

class CentredNormsTest {
  private static final double ROUNDING = 1e-5;

  private static ModelSketch operands() {
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 2, 3, 8)
        .input("scale", DataType.FLOAT, 8)
        .input("bias", DataType.FLOAT, 8);
  }

  private static List<String> takesApart(Model model) {
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 7);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);
    assertTrue(new CentredNorms().run(model));
    GraphCheck.check(model);
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), ROUNDING);
    assertFalse(new CentredNorms().run(model));
    return RuleTester.operators(model);
  }

  @Test
  void theBackwardPassFindsTheCentredInput() {
    Model model =
        operands()
            .node("LayerNormalization", "y mean inverse", "x scale bias", "epsilon", 0.01f)
            .node("Sub", "centred", "x mean")
            .node("Mul", "normal", "centred inverse")
            .outputs("y normal")
            .model();
    List<String> expected =
        List.of("ReduceMean", "Sub", "SimplifiedLayerNormalization", "Add", "Mul");
    assertEquals(expected, takesApart(model));
  }

  @Test
  void statisticsThatAreOutputsStay() {
    Model model =
        operands()
            .node("LayerNormalization", "y mean inverse", "x scale", "axis", 2)
            .outputs("y inverse")
            .model();
    assertEquals(List.of("ReduceMean", "Sub", "SimplifiedLayerNormalization"), takesApart(model));
  }

  @Test
  void aNormWithoutBackwardPassStays() {
    Model model = operands().node("LayerNormalization", "y", "x scale bias").outputs("y").model();
    assertFalse(new CentredNorms().run(model));
  }

  @Test
  void aNormOverSeveralAxesStays() {
    Model model =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, 2, 3, 8)
            .input("scale", DataType.FLOAT, 3, 8)
            .node("LayerNormalization", "y mean inverse", "x scale", "axis", 1)
            .outputs("y mean")
            .model();
    assertFalse(new CentredNorms().run(model));
  }
}
