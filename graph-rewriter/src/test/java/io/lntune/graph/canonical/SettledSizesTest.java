package io.lntune.graph.canonical;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules that need a size which the runtime cannot tell before the free axes are bound. */
class SettledSizesTest {
  /** Sums of eight products, in another order. */
  private static final double ROUNDING = 1e-5;

  @Test
  void aTransformOfNumbersWithAnImaginaryPartOfComputedShape() {
    ModelSketch sketch =
        ModelSketch.opset(20)
            .input("x", DataType.FLOAT, -1, 4)
            .scalar("zero", 0)
            .longs("one", 1)
            .longs("last", -1)
            .initializer(Tensor.ofLongs("axis", Shape.SCALAR, 1))
            .node("Shape", "s", "x")
            .node("Concat", "target", "s one", "axis", 0)
            .node("Expand", "imaginary", "zero target")
            .node("Unsqueeze", "real", "x last")
            .node("Concat", "number", "real imaginary", "axis", -1)
            .node("DFT", "y", "number _ axis")
            .outputs("y");
    Model model = sketch.model();
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 3);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);

    CanonicalForm.bring(model);

    assertFalse(RuleTester.operators(model).contains("DFT"));
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), ROUNDING);
  }
}
