package io.lntune.graph.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without the guard each of these refusals would be the end of the process. */
class GuardedShapesTest {
  private static final long FILTER = 10;

  /** x [1, 2, length], with what slices need. */
  private static ModelSketch signal(long length) {
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 1, 2, length)
        .floats("w", new long[] {2, 2, FILTER}, new float[(int) (4 * FILTER)])
        .longs("from", 0)
        .longs("to", 3)
        .longs("axis", 2);
  }

  private static ModelSketch shortened(ModelSketch sketch, String op, String x, String y) {
    long[] kernel = {FILTER};
    return switch (op) {
      case "Conv" -> sketch.node(op, y, x + " w");
      case "ConvTranspose" -> sketch.node(op, y, x + " w", "pads", new long[] {9, 9});
      case "Pad" -> sketch.longs("cut", 0, 0, -5, 0, 0, -4).node(op, y, x + " cut");
      default -> sketch.node(op, y, x, "kernel_shape", kernel);
    };
  }

  private static void assertTooShort(ModelSketch sketch) {
    long inputs = sketch.graph().inputs().size();
    LntuneException e =
        assertThrows(LntuneException.class, () -> ShapeOracle.infer(sketch.model()));
    assertEquals(LntuneException.Kind.UNSUPPORTED, e.kind());
    assertTrue(e.what().contains("too short"), e.getMessage());
    assertEquals(inputs, sketch.graph().inputs().size());
    assertEquals("from", sketch.graph().find("y").producer().requiredInput(1).name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Conv", "ConvTranspose", "Pad", "MaxPool", "AveragePool", "LpPool"})
  void anAxisThatIsTooShortIsRefused(String op) {
    for (long length : new long[] {1, 5, 7}) {
      ModelSketch sketch = shortened(signal(length), op, "x", "c");
      assertTooShort(sketch.node("Slice", "y", "c from to axis").outputs("y"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Conv", "ConvTranspose", "Pad", "MaxPool", "AveragePool", "LpPool"})
  void anAxisThatIsLongEnoughIsKnown(String op) {
    ModelSketch sketch = shortened(signal(40), op, "x", "c");
    sketch.node("Slice", "y", "c from to axis").outputs("y");
    ShapeOracle.infer(sketch.model());
    assertEquals(Shape.of(1, 2, 3), sketch.graph().find("y").shape());
  }

  @Test
  void anEmptyAxisIsNotReversed() {
    ModelSketch sketch = shortened(signal(FILTER - 1), "Conv", "x", "c");
    sketch.longs("last", -1).longs("before", Long.MIN_VALUE + 1);
    assertTooShort(sketch.node("Slice", "y", "c from before axis last").outputs("y"));
  }

  @Test
  void whatASliceLeavesMayBeTooShortOnceMore() {
    ModelSketch sketch = shortened(signal(40), "Conv", "x", "c");
    sketch.node("Slice", "s", "c from to axis");
    shortened(sketch, "MaxPool", "s", "d").node("Slice", "y", "d from to axis").outputs("y");
    assertTooShort(sketch);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Expand", "Tile"})
  void aDifferenceOfSizesMayBeNegative(String op) {
    ModelSketch sketch = signal(5).longs("last", 2).longs("ones", 1, 1).longs("six", 6);
    sketch.node("Shape", "s", "x").node("Gather", "n", "s last").node("Sub", "less", "n six");
    sketch.node("Concat", "sizes", "ones less", "axis", 0);
    sketch.floats("unit", new long[] {1, 1, 1}, 1).node(op, "c", "unit sizes");
    sketch.node("Slice", "y", "c from to axis").outputs("y");
    LntuneException e =
        assertThrows(
            LntuneException.class,
            () -> ConcreteShapes.bind(sketch.model(), AssumedSizes.STANDARD));
    assertTrue(e.what().contains("too short"), e.getMessage());
  }

  @Test
  void aSliceOfSizesIsSeen() {
    // The runtime refuses sizes that it takes for none.
    ModelSketch sketch = shortened(signal(40), "Conv", "x", "c").longs("seven", 7);
    sketch.longs("first", 0).longs("two", 2).node("Shape", "s", "c");
    sketch.node("Slice", "kept", "s first two").node("Concat", "sizes", "kept seven", "axis", 0);
    sketch.node("Resize", "y", "c   sizes").outputs("y");
    ShapeOracle.infer(sketch.model());
    assertEquals(3, sketch.graph().find("y").shape().rank());
  }

  @Test
  void aSliceInsideABranchIsKeptFromIt() {
    ModelSketch sketch = shortened(signal(5), "Conv", "x", "c").input("b", DataType.BOOL);
    Graph then =
        ModelSketch.graph(sketch.graph()).node("Slice", "t", "c from to axis").outputs("t").graph();
    Graph otherwise = ModelSketch.graph(sketch.graph()).node("Neg", "e", "x").outputs("e").graph();
    sketch.node("If", "y", "b", "then_branch", then, "else_branch", otherwise).outputs("y");
    assertThrows(LntuneException.class, () -> ShapeOracle.infer(sketch.model()));
  }

  @Test
  void sizesThatAreNotKnownArePassedOn() {
    ModelSketch sketch = shortened(signal(40), "Conv", "x", "c");
    Shape open = new Shape(List.of(Dim.symbolic("batch"), Dim.of(2), Dim.symbolic("length")));
    sketch.graph().find("x").setType(new TensorType(DataType.FLOAT, open));
    sketch.node("Slice", "y", "c from to axis").outputs("y");
    ShapeOracle.infer(sketch.model());
    assertEquals(3, sketch.graph().find("y").shape().rank());
  }
}
