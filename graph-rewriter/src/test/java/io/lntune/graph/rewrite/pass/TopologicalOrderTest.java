package io.lntune.graph.rewrite.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopologicalOrderTest {
  private static ModelSketch sketch() {
    return ModelSketch.opset(21).input("x", DataType.FLOAT, 2);
  }

  @Test
  void movesOnlyWhatMustMove() {
    Model model =
        sketch()
            .node("Exp", "c", "b")
            .node("Neg", "n", "x")
            .node("Abs", "b", "a")
            .node("Relu", "a", "x")
            .outputs("c n")
            .model();
    assertTrue(new TopologicalOrder().run(model));
    GraphCheck.check(model);
    assertEquals(List.of("Relu", "Abs", "Exp", "Neg"), RuleTester.operators(model));
    assertFalse(new TopologicalOrder().run(model));
  }

  @Test
  void capturedValuesCountAsInputs() {
    ModelSketch outer = sketch().input("condition", DataType.BOOL);
    outer.graph().define("late");
    Graph then = ModelSketch.graph(outer.graph()).node("Abs", "t", "late").outputs("t").graph();
    Graph otherwise = ModelSketch.graph(outer.graph()).node("Neg", "e", "x").outputs("e").graph();
    Model model =
        outer
            .node("If", "y", "condition", "then_branch", then, "else_branch", otherwise)
            .node("Relu", "late", "x")
            .outputs("y")
            .model();
    assertTrue(new TopologicalOrder().run(model));
    GraphCheck.check(model);
  }

  @Test
  void sortsALongChainGivenBackwards() {
    ModelSketch sketch = sketch();
    int length = 20_000;
    for (int i = length; i > 0; i--) {
      sketch.node("Abs", "v" + i, i == 1 ? "x" : "v" + (i - 1));
    }
    Model model = sketch.outputs("v" + length).model();
    assertTrue(new TopologicalOrder().run(model));
    Node first = model.graph().nodes().get(0);
    assertEquals("v1", first.requiredOutput(0).name());
  }

  @Test
  void refusesACycle() {
    Model model = sketch().node("Add", "a", "x b").node("Abs", "b", "a").outputs("b").model();
    LntuneException refusal =
        assertThrows(LntuneException.class, () -> new TopologicalOrder().run(model));
    assertEquals(LntuneException.Kind.BAD_INPUT, refusal.kind());
  }
}
