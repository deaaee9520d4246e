package io.lntune.graph.rewrite.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapesOfInputsTest {
  private static final double EXACT = 0;

  /** x [batch, length, 6] times two, whose shape {@code reader} reads. */
  private static ModelSketch sketch(Dim... shape) {
    ModelSketch sketch =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, -1, -1, 6)
            .scalar("two", 2)
            .longs("rows", -1, 6)
            .node("Mul", "double", "x two")
            .node("Reshape", "flat", "double rows");
    Shape open = new Shape(List.of(Dim.symbolic("batch"), Dim.symbolic("length"), Dim.of(6)));
    sketch.graph().find("x").setType(new TensorType(DataType.FLOAT, open));
    sketch.graph().find("double").setType(new TensorType(DataType.FLOAT, open));
    sketch.graph().find("flat").setType(new TensorType(DataType.FLOAT, new Shape(List.of(shape))));
    return sketch;
  }

  private static List<String> replaced(ModelSketch sketch) {
    var feeds = RuntimeOutputs.feeds(sketch.model(), 2);
    var before = RuntimeOutputs.of(sketch.model(), feeds);
    assertTrue(new ShapesOfInputs().run(sketch.model()));
    new TopologicalOrder().run(sketch.model());
    GraphCheck.check(sketch.model());
    TensorAssertions.assertClose(before, RuntimeOutputs.of(sketch.model(), feeds), EXACT);
    return RuleTester.operators(sketch.model());
  }

  @Test
  void anActivationsShapeComesFromTheInput() {
    ModelSketch sketch =
        sketch(Dim.symbolic("both"), Dim.of(6))
            .node("Shape", "sizes", "double")
            .node("Cast", "y", "sizes", "to", 1)
            .outputs("y flat");
    // One size of each of the two open axes.
    assertEquals(2, replaced(sketch).stream().filter("Shape"::equals).count());
    assertEquals("x", sketch.graph().nodes().get(0).requiredInput(0).name());
  }

  @Test
  void aReshapeFindsOneSizeItself() {
    ModelSketch sketch =
        sketch(Dim.symbolic("both"), Dim.of(6))
            .node("Shape", "sizes", "flat")
            .node("Reshape", "y", "double sizes")
            .outputs("y flat");
    assertEquals(List.of("Mul", "Reshape", "Reshape"), replaced(sketch));
  }

  @Test
  void twoUnknownSizesStay() {
    ModelSketch sketch =
        sketch(Dim.symbolic("both"), Dim.symbolic("width"))
            .node("Shape", "sizes", "flat")
            .node("Reshape", "y", "double sizes")
            .outputs("y");
    assertFalse(new ShapesOfInputs().run(sketch.model()));
  }

  @Test
  void otherReadersWantEverySize() {
    ModelSketch sketch =
        sketch(Dim.symbolic("both"), Dim.of(6))
            .node("Shape", "sizes", "flat")
            .node("Reshape", "y", "double sizes")
            .node("Cast", "z", "sizes", "to", 1)
            .outputs("y z");
    assertFalse(new ShapesOfInputs().run(sketch.model()));
  }
}
