package io.lntune.graph.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import org.junit.jupiter.api.Test;

class SymbolicShapesTest {
  /** x of [batch, sequence], and its second size as the value {@code length}. */
  private static ModelSketch sequence() {
    ModelSketch sketch =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, -1, -1)
            .initializer(Tensor.ofLongs("one", Shape.SCALAR, 1))
            .longs("front", 0)
            .node("Shape", "sizes", "x")
            .node("Gather", "length", "sizes one")
            .node("Unsqueeze", "end", "length front");
    Shape shape = new Shape(List.of(Dim.symbolic("batch"), Dim.symbolic("sequence")));
    sketch.graph().find("x").setType(new TensorType(DataType.FLOAT, shape));
    return sketch;
  }

  private static Dim firstAxis(ModelSketch sketch, String value) {
    SymbolicShapes.infer(sketch.model());
    return sketch.graph().find(value).shape().dim(0);
  }

  @Test
  void aTableCutToTheLengthHasIt() {
    ModelSketch sketch = sequence().floats("table", new long[] {90, 1}, new float[90]);
    sketch.node("Slice", "y", "table front end").outputs("y");

    assertEquals(Dim.symbolic("sequence"), firstAxis(sketch, "y"));
  }

  @Test
  void aSizeClippedAtAConstantIsNoConstant() {
    ModelSketch sketch =
        sequence().longs("most", 30).floats("table", new long[] {40, 1}, new float[40]);
    sketch.node("Min", "clipped", "end most").node("Slice", "y", "table front clipped");

    assertFalse(firstAxis(sketch.outputs("y"), "y").isStatic());
  }

  @Test
  void aSequenceOfWholeWindowsHasKnownRanks() {
    ModelSketch sketch = sequence().longs("windows", 0, -1, 512);
    sketch.node("Reshape", "cut", "x windows").node("Shape", "s", "cut");
    sketch.node("Expand", "y", "cut s").outputs("y");

    SymbolicShapes.infer(sketch.model());

    Shape shape = sketch.graph().find("y").shape();
    assertEquals(3, shape.rank());
    assertEquals(512, shape.dim(2).size());
  }

  /** Without care ONNX Runtime ends the process here: 7 samples are too few for a filter of 30. */
  @Test
  void anAxisThatIsTooShortAtAnotherScaleHasNoSizeThere() {
    ModelSketch sketch =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, -1, 1, -1)
            .floats("w", new long[] {2, 1, 30}, new float[60])
            .longs("from", 0)
            .longs("to", 1)
            .longs("axis", 2);
    sketch.node("Conv", "c", "x w").node("Slice", "y", "c from to axis").outputs("y");

    SymbolicShapes.infer(sketch.model());

    assertEquals(3, sketch.graph().find("y").shape().rank());
    assertEquals(1, sketch.graph().find("y").shape().dim(2).size());
    assertFalse(sketch.graph().find("c").shape().dim(2).isStatic());
  }
}
