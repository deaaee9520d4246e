package io.lntune.graph.rewrite.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstantSharingTest {
  private static List<String> initializers(Model model) {
    return model.graph().initializers().stream().map(Value::name).toList();
  }

  @Test
  void keepsTheFirstOfEqualIntegers() {
    Model model =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, 2, 3, 4)
            .longs("first", 1)
            .longs("second", 1)
            .longs("other", 2)
            .node("Unsqueeze", "a", "x first")
            .node("Unsqueeze", "b", "a second")
            .node("Unsqueeze", "y", "b other")
            .outputs("y")
            .model();
    assertTrue(new ConstantSharing().run(model));
    GraphCheck.check(model);
    assertEquals(List.of("first", "other"), initializers(model));
    assertEquals(2, model.graph().define("first").uses().size());
    assertFalse(new ConstantSharing().run(model));
  }

  @Test
  void tellsShapesAndTypesApart() {
    Model model =
        ModelSketch.opset(21)
            .initializer(Tensor.ofLongs("list", Shape.of(1), 1))
            .initializer(Tensor.ofLongs("scalar", Shape.SCALAR, 1))
            .initializer(Tensor.scalar("narrow", DataType.INT32, 1))
            .node("Add", "a", "list scalar")
            .node("Neg", "b", "narrow")
            .outputs("a b")
            .model();
    assertFalse(new ConstantSharing().run(model));
  }

  @Test
  void keepsParametersAndWhatTheGraphShows() {
    Model model =
        ModelSketch.opset(21)
            .input("given", DataType.INT64, 1)
            .floats("scale1", new long[] {2}, 1, 1)
            .floats("scale2", new long[] {2}, 1, 1)
            .longs("shown", 7)
            .longs("given", 7)
            .longs("plain", 7)
            .node("Add", "a", "scale1 scale2")
            .node("Add", "b", "given plain")
            .outputs("a b shown")
            .model();
    assertFalse(new ConstantSharing().run(model));
    assertEquals(5, initializers(model).size());
  }

  @Test
  void reachesUsesInsideBodies() {
    ModelSketch outer =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, 2)
            .input("condition", DataType.BOOL)
            .longs("first", 0)
            .longs("second", 0)
            .node("Unsqueeze", "a", "x first");
    Graph then =
        ModelSketch.graph(outer.graph()).node("Unsqueeze", "t", "x second").outputs("t").graph();
    Graph otherwise = ModelSketch.graph(outer.graph()).node("Neg", "e", "a").outputs("e").graph();
    Model model =
        outer
            .node("If", "y", "condition", "then_branch", then, "else_branch", otherwise)
            .outputs("y")
            .model();
    assertTrue(new ConstantSharing().run(model));
    GraphCheck.check(model);
    assertEquals("first", then.nodes().get(0).requiredInput(1).name());
  }
}
