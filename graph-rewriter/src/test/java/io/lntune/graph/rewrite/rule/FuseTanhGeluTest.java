package io.lntune.graph.rewrite.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FuseTanhGeluTest {
  private final RuleTester tester = new RuleTester(new FuseTanhGelu());

  private static ModelSketch sketch() {
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 4, 7)
        .scalar("one", 1)
        .scalar("half", 0.5f)
        .scalar("two", 2)
        .scalar("three", 3)
        .scalar("cubic", 0.044715f)
        .scalar("scale", 0.7978846f);
  }

  private static ModelSketch outer(ModelSketch inner) {
    return inner
        .node("Tanh", "t", "argument")
        .node("Add", "b", "t one")
        .node("Mul", "h", "x half")
        .node("Mul", "y", "h b");
  }

  static Stream<ModelSketch> spellings() {
    return Stream.of(
        sketch()
            .node("Pow", "p", "x three")
            .node("Mul", "c", "p cubic")
            .node("Add", "s", "x c")
            .node("Mul", "argument", "s scale"),
        sketch()
            .node("Mul", "p2", "x x")
            .node("Mul", "p3", "p2 x")
            .node("Mul", "c", "cubic p3")
            .node("Add", "s", "c x")
            .node("Mul", "argument", "scale s"),
        sketch()
            .node("Pow", "p2", "x two")
            .node("Mul", "k", "cubic x")
            .node("Mul", "c", "k p2")
            .node("Add", "s", "x c")
            .node("Mul", "argument", "s scale"),
        sketch()
            .node("Mul", "k", "x cubic")
            .node("Mul", "q", "k x")
            .node("Add", "s", "q one")
            .node("Mul", "m", "x scale")
            .node("Mul", "argument", "m s"));
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void fusesEverySpelling(ModelSketch spelling) {
    assertEquals(List.of("Gelu"), tester.fires(outer(spelling).outputs("y").model()));
  }

  @Test
  void declinesAnotherPower() {
    tester.declines(
        outer(
                sketch()
                    .node("Pow", "p", "x two")
                    .node("Mul", "c", "p cubic")
                    .node("Add", "s", "x c")
                    .node("Mul", "argument", "s scale"))
            .outputs("y")
            .model());
  }
}
