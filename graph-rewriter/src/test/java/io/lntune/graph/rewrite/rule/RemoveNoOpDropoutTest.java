package io.lntune.graph.rewrite.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoveNoOpDropoutTest {
  private final RuleTester tester = new RuleTester(new RemoveNoOpDropout());

  private static ModelSketch sketch() {
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 2, 3)
        .scalar("ratio", 0.3f)
        .scalar("zero", 0)
        .initializer(Tensor.scalar("off", DataType.BOOL, 0))
        .initializer(Tensor.scalar("on", DataType.BOOL, 1))
        .node("Relu", "a", "x");
  }

  @Test
  void removesWithoutTrainingMode() {
    assertEquals(
        List.of("Relu"),
        tester.fires(sketch().node("Dropout", "y", "a ratio").outputs("y").model()));
  }

  @Test
  void removesWithConstantFalseAndUnusedMask() {
    assertEquals(
        List.of("Relu"),
        tester.fires(sketch().node("Dropout", "y m", "a ratio off").outputs("y").model()));
  }

  @Test
  void removesTrainingWithRatioZero() {
    assertEquals(
        List.of("Relu"),
        tester.fires(sketch().node("Dropout", "y", "a zero on").outputs("y").model()));
  }

  @Test
  void declinesAUsedMask() {
    assertEquals(
        List.of("the mask '...' is used"),
        tester.declines(sketch().node("Dropout", "y m", "a ratio").outputs("y m").model()));
  }

  @Test
  void declinesWhenTrainingIsDecidedAtRunTime() {
    assertEquals(
        List.of("the model was exported with active dropout"),
        tester.declines(
            sketch()
                .node("Greater", "mode", "zero ratio")
                .node("Dropout", "y", "a ratio mode")
                .outputs("y")
                .model()));
  }
}
