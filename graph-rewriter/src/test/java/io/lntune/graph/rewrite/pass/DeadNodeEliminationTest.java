package io.lntune.graph.rewrite.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadNodeEliminationTest {
  private static ModelSketch sketch() {
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 2, 3)
        .input("unused", DataType.FLOAT)
        .scalar("one", 1)
        .scalar("two", 2)
        .node("Add", "a", "x one")
        .node("Mul", "d", "a two")
        .node("Neg", "e", "d")
        .node("Relu", "y", "a");
  }

  @Test
  void removesChainsButKeepsInitializersUnlessAsked() {
    Model model = sketch().outputs("y").model();
    assertTrue(new DeadNodeElimination(false).run(model));
    GraphCheck.check(model);
    assertEquals(List.of("Add", "Relu"), RuleTester.operators(model));
    assertEquals(2, model.graph().initializers().size());
    assertFalse(new DeadNodeElimination(false).run(model));
    assertTrue(new DeadNodeElimination(true).run(model));
    assertEquals(1, model.graph().initializers().size());
    assertEquals(2, model.graph().inputs().size());
  }

  @Test
  void keepsEverythingThatReachesAnOutput() {
    assertFalse(new DeadNodeElimination(true).run(sketch().outputs("y e").model()));
  }

  @Test
  void keepsAnInitializerThatIsAnOutput() {
    Model model = sketch().outputs("y e two").model();
    assertFalse(new DeadNodeElimination(true).run(model));
  }

  @Test
  void looksIntoSubgraphs() {
    ModelSketch outer =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, 2)
            .input("condition", DataType.BOOL)
            .node("Abs", "onlyInDead", "x")
            .node("Exp", "captured", "x");
    Graph then =
        ModelSketch.graph(outer.graph())
            .node("Neg", "dead", "onlyInDead")
            .node("Relu", "t", "captured")
            .outputs("t")
            .graph();
    Graph otherwise = ModelSketch.graph(outer.graph()).node("Neg", "e", "x").outputs("e").graph();
    Model model =
        outer
            .node("If", "y", "condition", "then_branch", then, "else_branch", otherwise)
            .outputs("y")
            .model();
    assertTrue(new DeadNodeElimination(false).run(model));
    GraphCheck.check(model);
    assertEquals(List.of("Exp", "If"), RuleTester.operators(model));
    assertEquals(1, then.nodeCount());
  }
}
