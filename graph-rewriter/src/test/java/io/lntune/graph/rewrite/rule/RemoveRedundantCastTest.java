package io.lntune.graph.rewrite.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoveRedundantCastTest {
  private final RuleTester tester = new RuleTester(new RemoveRedundantCast());

  private static Model model(DataType to, String source) {
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 2, 3)
        .node("Relu", "a", "x")
        .node("Cast", "b", source, "to", to.code())
        .node("Abs", "y", "b")
        .outputs("y a")
        .model();
  }

  @Test
  void removesACastToTheSameType() {
    assertEquals(List.of("Relu", "Abs"), tester.fires(model(DataType.FLOAT, "x")));
  }

  @Test
  void keepsAnIdentityWhereAnInputIsReturned() {
    Model model =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, 2, 3)
            .node("Cast", "y", "x", "to", DataType.FLOAT.code())
            .outputs("y")
            .model();
    assertEquals(List.of("Identity"), tester.fires(model));
  }

  @Test
  void declinesAnotherType() {
    assertEquals(
        List.of("the cast changes the type"), tester.declines(model(DataType.DOUBLE, "x")));
  }

  @Test
  void declinesAnUnknownType() {
    assertEquals(
        List.of("the type of '...' is unknown"), tester.declines(model(DataType.FLOAT, "a")));
  }
}
