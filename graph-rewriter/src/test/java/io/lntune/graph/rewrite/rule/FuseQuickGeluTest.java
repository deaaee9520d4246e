package io.lntune.graph.rewrite.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuseQuickGeluTest {
  private final RuleTester tester = new RuleTester(new FuseQuickGelu());

  private static ModelSketch sketch() {
    return ModelSketch.opset(21).input("x", DataType.FLOAT, 3, 4).scalar("alpha", 1.702f);
  }

  @Test
  void fusesAndImportsTheDomain() {
    Model model =
        sketch()
            .node("Mul", "a", "alpha x")
            .node("Sigmoid", "s", "a")
            .node("Mul", "y", "s x")
            .outputs("y")
            .model();
    model.opsets().remove(OpId.MICROSOFT);
    assertEquals(List.of("com.microsoft::QuickGelu"), tester.fires(model));
    assertEquals(1L, model.opsets().get(OpId.MICROSOFT));
  }

  @Test
  void leavesSiluAlone() {
    tester.declines(
        sketch().node("Sigmoid", "s", "x").node("Mul", "y", "x s").outputs("y").model());
  }
}
