package io.lntune.graph.rewrite.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FuseErfGeluTest {
  private static final float SQRT_HALF = (float) Math.sqrt(0.5);
  private final RuleTester tester = new RuleTester(new FuseErfGelu());

  private static ModelSketch sketch() {
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 2, 3, 5)
        .scalar("one", 1)
        .scalar("half", 0.5f)
        .scalar("two", 2)
        .scalar("root", 1.4142135f)
        .scalar("short_root", 1.4142f)
        .scalar("reciprocal", SQRT_HALF);
  }

  private static ModelSketch bracket() {
    return sketch().node("Div", "a", "x root").node("Erf", "e", "a").node("Add", "b", "e one");
  }

  static Stream<ModelSketch> spellings() {
    return Stream.of(
        bracket().node("Mul", "c", "x b").node("Mul", "y", "c half"),
        bracket().node("Mul", "c", "b x").node("Mul", "y", "half c"),
        bracket().node("Mul", "c", "x half").node("Mul", "y", "c b"),
        bracket().node("Mul", "c", "half x").node("Mul", "y", "b c"),
        bracket().node("Mul", "c", "half b").node("Mul", "y", "x c"),
        bracket().node("Mul", "c", "b half").node("Mul", "y", "c x"),
        bracket().node("Div", "c", "x two").node("Mul", "y", "c b"),
        bracket().node("Mul", "c", "x b").node("Div", "y", "c two"),
        sketch()
            .node("Mul", "a", "reciprocal x")
            .node("Erf", "e", "a")
            .node("Add", "b", "one e")
            .node("Mul", "c", "x b")
            .node("Mul", "y", "c half"),
        sketch()
            .node("Mul", "a", "x reciprocal")
            .node("Erf", "e", "a")
            .node("Mul", "h", "e half")
            .node("Add", "b", "h half")
            .node("Mul", "y", "b x"));
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void fusesEverySpelling(ModelSketch spelling) {
    assertEquals(List.of("Gelu"), tester.fires(spelling.outputs("y").model()));
  }

  @Test
  void acceptsFourDigitsOfTheRoot() {
    // 1.4142 instead of 1.41421356 moves the result by up to 1e-5.
    List<String> left =
        tester.fires(
            sketch()
                .node("Div", "a", "x short_root")
                .node("Erf", "e", "a")
                .node("Add", "b", "e one")
                .node("Mul", "c", "x b")
                .node("Mul", "y", "c half")
                .outputs("y")
                .model(),
            2e-5);
    assertEquals(List.of("Gelu"), left);
  }

  @Test
  void keepsNodesThatOthersUse() {
    List<String> left =
        tester.fires(
            bracket().node("Mul", "c", "x b").node("Mul", "y", "c half").outputs("y b").model());
    assertEquals(List.of("Div", "Erf", "Add", "Gelu"), left);
  }

  @Test
  void declinesAnotherFactor() {
    List<String> reasons =
        tester.declines(
            bracket().node("Mul", "c", "x b").node("Mul", "y", "c two").outputs("y").model());
    assertTrue(reasons.stream().anyMatch(reason -> reason.contains("where 0.5")), "" + reasons);
  }

  @Test
  void declinesAnotherMultiplier() {
    tester.declines(
        bracket()
            .input("z", DataType.FLOAT, 2, 3, 5)
            .node("Mul", "c", "z b")
            .node("Mul", "y", "c half")
            .outputs("y")
            .model());
  }
}
