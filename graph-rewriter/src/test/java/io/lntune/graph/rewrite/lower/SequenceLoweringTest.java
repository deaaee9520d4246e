package io.lntune.graph.rewrite.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.infer.ShapeOracle;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RewriteDriver;
import io.lntune.graph.rewrite.RuleTester;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sequences that exporters write for unbind, split, chunk, stack and cat. */
class SequenceLoweringTest {
  private static ModelSketch start() {
    return ModelSketch.opset(17)
        .input("x", DataType.FLOAT, 3, 5)
        .initializer(Tensor.ofLongs("0", Shape.SCALAR, 0))
        .initializer(Tensor.ofLongs("2", Shape.SCALAR, 2))
        .initializer(Tensor.ofLongs("-1", Shape.SCALAR, -1));
  }

  private static List<String> lower(ModelSketch sketch) {
    Model model = sketch.model();
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 3);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);
    ShapeOracle.infer(model);
    new RewriteDriver(LoweringRules.sequences()).apply(model);
    GraphCheck.check(model);
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), 0);
    return RuleTester.operators(model);
  }

  @Test
  void unbinding() {
    ModelSketch sketch = start().node("SplitToSequence", "parts", "x", "axis", 1, "keepdims", 0);
    sketch.node("SequenceAt", "y", "parts 2").node("SequenceAt", "z", "parts -1").outputs("y z");

    assertEquals(List.of("Gather", "Gather"), lower(sketch));
  }

  @Test
  void slicesOfOneElementKeepTheirAxis() {
    ModelSketch sketch = start().node("SplitToSequence", "parts", "x", "axis", 1);
    sketch.node("SequenceAt", "y", "parts -1").outputs("y");

    assertTrue(lower(sketch).contains("Gather"));
  }

  @Test
  void equalPartsOfWhichTheLastIsShorter() {
    ModelSketch sketch = start().node("SplitToSequence", "parts", "x 2", "axis", 1);
    sketch.node("SequenceAt", "y", "parts 0").node("SequenceAt", "z", "parts 2").outputs("y z");

    assertEquals(List.of("Slice", "Slice"), lower(sketch));
  }

  @Test
  void partsOfGivenSizes() {
    ModelSketch sketch = start().longs("sizes", 1, 3, 1);
    sketch.node("SplitToSequence", "parts", "x sizes", "axis", 1);
    sketch.node("SequenceAt", "y", "parts -1").node("SequenceAt", "z", "parts 2").outputs("y z");

    assertEquals(List.of("Slice", "Slice"), lower(sketch));
  }

  @Test
  void aListIsJoinedAndStacked() {
    ModelSketch sketch = start().node("Neg", "n", "x").node("SequenceConstruct", "list", "x n x");
    sketch.node("ConcatFromSequence", "y", "list", "axis", 1);
    sketch.node("ConcatFromSequence", "z", "list", "axis", -1, "new_axis", 1);
    sketch.node("SequenceAt", "w", "list -1").node("Abs", "v", "w").outputs("y z v");

    List<String> operators = lower(sketch);

    assertTrue(operators.stream().noneMatch(op -> op.contains("Sequence")), operators.toString());
  }

  @Test
  void aPositionThatIsComputedIsLeftAlone() {
    ModelSketch sketch = start().input("i", DataType.INT64).longs("sizes", 1, 3, 1);
    sketch.node("SplitToSequence", "parts", "x sizes", "axis", 1);
    sketch.node("SequenceAt", "y", "parts i").outputs("y");
    ShapeOracle.infer(sketch.model());

    assertEquals(0, new RewriteDriver(LoweringRules.sequences()).apply(sketch.model()).applied());
  }
}
