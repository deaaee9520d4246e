package io.lntune.graph.rewrite.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoveIdentityTest {
  private final RuleTester tester = new RuleTester(new RemoveIdentity(true));

  private static ModelSketch sketch() {
    return ModelSketch.opset(21).input("x", DataType.FLOAT, 2, 3);
  }

  @Test
  void removesBetweenNodes() {
    assertEquals(
        List.of("Relu", "Abs"),
        tester.fires(
            sketch()
                .node("Relu", "a", "x")
                .node("Identity", "b", "a")
                .node("Identity", "c", "b")
                .node("Abs", "y", "c")
                .outputs("y")
                .model()));
  }

  @Test
  void letsTheProducerTakeTheNameOfTheOutput() {
    assertEquals(
        List.of("Relu", "Abs"),
        tester.fires(
            sketch()
                .node("Relu", "a", "x")
                .node("Identity", "y", "a")
                .node("Abs", "z", "a")
                .outputs("y z")
                .model()));
  }

  @Test
  void keepsAnOutputThatIsAnInput() {
    tester.declines(sketch().node("Identity", "y", "x").outputs("y").model());
  }

  @Test
  void keepsASecondNameOfAnOutput() {
    tester.declines(
        sketch().node("Relu", "a", "x").node("Identity", "y", "a").outputs("a y").model());
  }

  @Test
  void keepsTheNameOfAParameterUnlessTold() {
    ModelSketch sketch =
        sketch()
            .floats("shared", new long[] {3}, 1, 2, 3)
            .node("Identity", "layer.1.weight", "shared")
            .node("Mul", "y", "x layer.1.weight")
            .outputs("y");
    tester.declines(sketch.model());
    assertEquals(List.of("Mul"), new RuleTester(new RemoveIdentity(false)).fires(sketch.model()));
  }

  @Test
  void keepsTheOutputOfABranchThatIsAValueOfTheOuterGraph() {
    ModelSketch outer = sketch().node("Relu", "a", "x");
    Graph then = ModelSketch.graph(outer.graph()).node("Identity", "t", "a").outputs("t").graph();
    Graph otherwise = ModelSketch.graph(outer.graph()).node("Neg", "e", "a").outputs("e").graph();
    Model model =
        outer
            .initializer(Tensor.scalar("condition", DataType.BOOL, 1))
            .node("If", "y", "condition", "then_branch", then, "else_branch", otherwise)
            .outputs("y")
            .model();
    tester.declines(model);
    assertEquals(Shape.of(2, 3), model.graph().inputs().get(0).shape());
  }
}
