package io.lntune.graph.rewrite.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import org.junit.jupiter.api.Test;

class InlineDecidedBranchesTest {
  private static ModelSketch start() {
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, -1, -1)
        .input("z", DataType.FLOAT, -1, -1)
        .longs("one", 1)
        .longs("zero", 0);
  }

  private static Model choice(ModelSketch outer, String condition) {
    Graph then = ModelSketch.graph(outer.graph()).node("Neg", "t", "x").outputs("t").graph();
    Graph otherwise =
        ModelSketch.graph(outer.graph())
            .node("Exp", "u", "x")
            .node("Abs", "e", "u")
            .outputs("e")
            .graph();
    return outer
        .node("If", "y", condition, "then_branch", then, "else_branch", otherwise)
        .outputs("y")
        .model();
  }

  private static void declare(Model model, String name, String... symbols) {
    Shape shape = new Shape(List.of(symbols).stream().map(Dim::symbolic).toList());
    model.graph().find(name).setType(new TensorType(DataType.FLOAT, shape));
  }

  private static Model comparison(String secondAxis) {
    ModelSketch outer =
        start()
            .node("Shape", "a", "x")
            .node("Gather", "b", "a one")
            .node("Shape", "c", "z")
            .node("Gather", "d", "c zero")
            .node("Equal", "same", "b d")
            .node("Not", "different", "same");
    Model model = choice(outer, "different");
    declare(model, "x", "batch", "sequence");
    declare(model, "z", secondAxis, "width");
    return model;
  }

  @Test
  void takesTheBranchOfAConstantCondition() {
    Model model = choice(start(), "one");
    assertTrue(new InlineDecidedBranches().run(model));
    GraphCheck.check(model);
    assertEquals(List.of("Neg", "Identity"), RuleTester.operators(model));
    assertFalse(new InlineDecidedBranches().run(model));
  }

  @Test
  void takesTheOtherBranchWithAllItsNodes() {
    Model model = choice(start(), "zero");
    assertTrue(new InlineDecidedBranches().run(model));
    GraphCheck.check(model);
    assertEquals(List.of("Exp", "Abs", "Identity"), RuleTester.operators(model));
  }

  @Test
  void aFixedSizeIsComparedWithAConstant() {
    Model model =
        choice(
            start()
                .longs("three", 3)
                .node("Shape", "a", "x")
                .node("Gather", "b", "a one")
                .node("Equal", "same", "b three"),
            "same");
    model.graph().find("x").setType(new TensorType(DataType.FLOAT, Shape.of(-1, 2)));

    assertTrue(new InlineDecidedBranches().run(model));

    GraphCheck.check(model);
    assertTrue(RuleTester.operators(model).contains("Exp"));
  }

  @Test
  void twoSizesOfOneNameAreEqual() {
    Model model = comparison("sequence");
    assertTrue(new InlineDecidedBranches().run(model));
    GraphCheck.check(model);
    assertTrue(RuleTester.operators(model).contains("Abs"));
    assertFalse(RuleTester.operators(model).contains("If"));
  }

  @Test
  void twoSizesOfDifferentNamesMayBeEqualAllTheSame() {
    assertFalse(new InlineDecidedBranches().run(comparison("other")));
  }

  @Test
  void aConditionThatIsFedIsNotDecided() {
    assertFalse(
        new InlineDecidedBranches()
            .run(choice(start().input("condition", DataType.BOOL), "condition")));
  }
}
