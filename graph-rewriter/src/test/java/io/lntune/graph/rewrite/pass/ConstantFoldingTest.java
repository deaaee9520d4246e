package io.lntune.graph.rewrite.pass;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConstantFoldingTest {
  /** Folding must give the very numbers that ONNX Runtime computes. */
  private static final double EXACT = 0;

  private static ModelSketch sketch() {
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 2, 3, 4)
        .input("open", DataType.FLOAT, -1, 4);
  }

  private static List<String> fold(Model model) {
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 3);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);
    assertTrue(new ConstantFolding(true).run(model));
    GraphCheck.check(model);
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), EXACT);
    assertFalse(new ConstantFolding(true).run(model), "second run changes something");
    return RuleTester.operators(model);
  }

  @Test
  void foldsTheShapeArithmeticOfAReshape() {
    Model model =
        sketch()
            .node("Shape", "s", "x")
            .node("Constant", "zero", "", "value_int", 0)
            .node("Constant", "two", "", "value", Tensor.ofLongs("", Shape.SCALAR, 2))
            .node("Gather", "d0", "s zero")
            .node("Gather", "d2", "s two")
            .node("Mul", "product", "d0 d2")
            .node("Constant", "axes", "", "value_ints", new long[] {0})
            .node("Unsqueeze", "p", "product axes")
            .node("Constant", "rest", "", "value_ints", new long[] {-1})
            .node("Concat", "target", "p rest", "axis", 0)
            .node("Reshape", "y", "x target")
            .outputs("y")
            .model();
    assertEquals(List.of("Reshape"), fold(model));
    Tensor target = model.graph().find("target").initializer();
    assertNotNull(target);
    assertArrayEquals(new long[] {8, -1}, target.toLongs());
    assertEquals(1, model.graph().initializers().size());
  }

  @Test
  void foldsAFixedSizeBesideAFreeOne() {
    Model model =
        sketch()
            .longs("first", 0)
            .longs("last", 1)
            .node("Shape", "s", "open")
            .node("Gather", "fixed", "s last")
            .node("Gather", "free", "s first")
            .node("Concat", "y", "fixed free", "axis", 0)
            .outputs("y")
            .model();
    assertEquals(List.of("Shape", "Gather", "Concat"), fold(model));
    assertArrayEquals(new long[] {4}, model.graph().find("fixed").initializer().toLongs());
  }

  @Test
  void tellsWhichInitializersItMade() {
    Model model =
        sketch()
            .scalar("stored", 2)
            .node("Constant", "made", "", "value_float", 3f)
            .node("Mul", "m", "x stored")
            .node("Add", "y", "m made")
            .outputs("y")
            .model();
    ConstantFolding folding = new ConstantFolding(true);
    folding.run(model);
    assertEquals(Set.of("made"), folding.constantsMade());
  }

  @Test
  void neverTouchesWeights() {
    Model model =
        sketch()
            .floats("scale", new long[] {4}, 1, 2, 3, 4)
            .longs("sizes", 1, 4)
            .node("Constant", "one", "", "value_float", 1f)
            .node("Add", "plus", "scale one")
            .node("Reshape", "shaped", "plus sizes")
            .node("Mul", "y", "x shaped")
            .outputs("y")
            .model();
    assertEquals(List.of("Add", "Reshape", "Mul"), fold(model));
    assertNotNull(model.graph().find("scale").initializer());
  }

  @Test
  void leavesOpenShapesAlone() {
    Model model =
        sketch()
            .node("Shape", "s", "open")
            .node("Constant", "zero", "", "value_int", 0)
            .node("Gather", "y", "s zero")
            .outputs("y")
            .model();
    assertEquals(List.of("Shape", "Gather"), fold(model));
  }

  @Test
  void leavesLargeResultsAlone() {
    Model model =
        ModelSketch.opset(21)
            .longs("small", 64, 64)
            .longs("large", 64, 65)
            .node("ConstantOfShape", "a", "small")
            .node("ConstantOfShape", "b", "large")
            .outputs("a b")
            .model();
    assertEquals(List.of("ConstantOfShape"), fold(model));
    assertNotNull(model.graph().find("a").initializer());
  }

  @Test
  void foldsIntoTheNameOfAnOutput() {
    Model model = sketch().longs("a", 1, 2).node("Add", "y", "a a").outputs("y").model();
    assertEquals(List.of(), fold(model));
    assertEquals("y", model.graph().outputs().get(0).name());
  }

  @Test
  void keepsParameterNamesOnly() {
    Model model =
        sketch()
            .floats("shared", new long[] {4}, 1, 2, 3, 4)
            .node("Identity", "layer.weight", "shared")
            .node("Identity", "copy", "x")
            .node("Mul", "y", "copy layer.weight")
            .outputs("y")
            .model();
    assertTrue(new ConstantFolding(true).run(model));
    assertEquals(List.of("Identity", "Mul"), RuleTester.operators(model));
    assertTrue(new ConstantFolding(false).run(model));
    assertEquals(List.of("Mul"), RuleTester.operators(model));
  }

  @Test
  void doesNotFoldAnOverridableInitializer() {
    ModelSketch sketch = sketch().longs("a", 1, 2);
    sketch.graph().addInput(sketch.graph().find("a"));
    Model model = sketch.node("Add", "y", "a a").outputs("y").model();
    assertFalse(new ConstantFolding(true).run(model));
  }

  @Test
  void leavesContradictionsToTheRuntime() {
    Model model =
        sketch()
            .longs("a", 1, 2)
            .longs("b", 1, 2, 3)
            .longs("zero", 0)
            .node("Add", "s", "a b")
            .node("Div", "d", "a zero")
            .node("Reshape", "r", "a b")
            .node("Gather", "g", "a b")
            .outputs("s d r g")
            .model();
    assertFalse(new ConstantFolding(true).run(model));
    assertEquals(4, model.graph().nodeCount());
  }
}
