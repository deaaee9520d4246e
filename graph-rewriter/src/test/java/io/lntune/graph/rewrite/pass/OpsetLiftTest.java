package io.lntune.graph.rewrite.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpsetLiftTest {
  private static ModelSketch sketch(long opset) {
    return ModelSketch.opset(opset).input("x", DataType.FLOAT, 2, 3);
  }

  @Test
  void setsVersions() {
    Model model = sketch(13).node("Relu", "y", "x").outputs("y").model();
    assertTrue(new OpsetLift().run(model));
    assertEquals(CanonicalOpset.VERSION, model.opset());
    assertEquals(CanonicalOpset.IR_VERSION, model.irVersion());
    assertFalse(new OpsetLift().run(model));
  }

  @Test
  void keepsANewerIrVersion() {
    Model model = sketch(13).node("Relu", "y", "x").outputs("y").model();
    model.setIrVersion(11);
    new OpsetLift().run(model);
    assertEquals(11, model.irVersion());
  }

  @Test
  void lowersANewerModelOfKnownOperators() {
    Model model =
        sketch(24)
            .node("Cast", "c", "x", "to", DataType.FLOAT.code(), "round_mode", "up")
            .node("Relu", "y", "c")
            .outputs("y")
            .model();
    new OpsetLift().run(model);
    assertEquals(CanonicalOpset.VERSION, model.opset());
    assertFalse(model.graph().nodes().get(0).attributes().has("round_mode"));
  }

  @Test
  void keepsTheVersionOfAModelWithNewerOperators() {
    Model model =
        sketch(23)
            .floats("w", new long[] {3}, 1, 2, 3)
            .node("RMSNormalization", "y", "x w")
            .outputs("y")
            .model();
    new OpsetLift().run(model);
    assertEquals(23, model.opset());
    assertEquals(List.of("RMSNormalization"), RuleTester.operators(model));
  }

  @Test
  void leavesNormalizationsOfOnnxRuntimeAlone() {
    Model model =
        sketch(13)
            .floats("w", new long[] {3}, 1, 2, 3)
            .node("SimplifiedLayerNormalization", "s", "x w")
            .node("LayerNormalization", "y", "s w")
            .outputs("y")
            .model();
    new OpsetLift().run(model);
    assertEquals(
        List.of("SimplifiedLayerNormalization", "LayerNormalization"), RuleTester.operators(model));
  }

  @Test
  void dropsInputsThatOnlyDeclareInitializers() {
    ModelSketch sketch = sketch(9).floats("w", new long[] {3}, 1, 2, 3);
    sketch.graph().addInput(sketch.graph().find("w"));
    Model model = sketch.node("Mul", "y", "x w").outputs("y").model();
    model.setIrVersion(3);
    new OpsetLift().run(model);
    assertEquals(1, model.graph().inputs().size());
    assertEquals(1, model.graph().initializers().size());
  }

  @Test
  void refusesOldModelsNamingTheNode() {
    LntuneException old =
        assertThrows(
            LntuneException.class,
            () -> new OpsetLift().run(sketch(6).node("Relu", "y", "x").outputs("y").model()));
    assertTrue(old.what().contains("opset 6"), old.what());
    LntuneException broadcast =
        assertThrows(
            LntuneException.class,
            () ->
                new OpsetLift()
                    .run(sketch(6).node("Add", "y", "x x", "broadcast", 1).outputs("y").model()));
    assertTrue(broadcast.where().contains("'n_y' (Add)"), broadcast.where());
  }

  @Test
  void refusesFutureModels() {
    assertThrows(
        LntuneException.class,
        () -> new OpsetLift().run(sketch(25).node("Relu", "y", "x").outputs("y").model()));
  }
}
