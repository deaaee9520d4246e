package io.lntune.graph.norm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FuseDecomposedNormTest {
  /**
   * The runtime sums a row of four and takes the root in another order: a few float32 roundings.
   */
  private static final double FUSED_ROUNDING = 5e-6;

  private static final String NO_VECTOR = "no scale vector that exists before the norm";

  private final RuleTester tester = new RuleTester(new FuseDecomposedNorm());

  static List<NormSpelling> spellings() {
    return NormSpelling.all().stream().filter(spelling -> !spelling.casts()).toList();
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void becomesOneOperator(NormSpelling spelling) {
    Model model = spelling.model();

    List<String> operators = tester.fires(model, FUSED_ROUNDING);

    String fused = spelling.centred() ? "LayerNormalization" : "SimplifiedLayerNormalization";
    assertEquals(List.of(fused), operators);
    Node node = model.graph().nodes().get(0);
    assertEquals(NormSpelling.EPSILON, node.attributes().floatValue("epsilon", 0), 0);
    assertEquals(NormSpelling.SCALE, node.requiredInput(1).name());
    assertEquals(
        spelling.centred() ? NormSpelling.BIAS : null,
        node.input(2) == null ? null : node.input(2).name());
  }

  @Test
  void anAddOfAMatrixIsLeftBehind() {
    ModelSketch sketch =
        layerNorm(new long[] {-1}, new long[] {-1}, 1).input("r", DataType.FLOAT, 4, 4);
    sketch.node("Mul", "s", "normalised norm.weight").node("Add", "y", "s r").outputs("y");

    assertEquals(
        List.of("LayerNormalization", "Add"), tester.fires(sketch.model(), FUSED_ROUNDING));
  }

  @Test
  void twoNormsThatShareTheirStatisticsBecomeTwoOperators() {
    ModelSketch sketch = layerNorm(new long[] {-1}, new long[] {-1}, 1);
    sketch
        .floats("other.weight", new long[] {4}, 4, 3, 2, 1)
        .floats("b", new long[] {4}, 1, 1, 2, 2);
    sketch.node("Mul", "s", "normalised norm.weight").node("Add", "y", "s b");
    sketch.node("Mul", "z", "normalised other.weight").outputs("y z");

    assertEquals(
        List.of("LayerNormalization", "LayerNormalization"),
        tester.fires(sketch.model(), FUSED_ROUNDING));
  }

  @Test
  void declinesStatisticsThatAreAlsoUsedBare() {
    ModelSketch sketch = layerNorm(new long[] {-1}, new long[] {-1}, 1);
    sketch
        .node("Mul", "y", "normalised norm.weight")
        .node("Relu", "z", "normalised")
        .outputs("y z");

    assertDeclines(NO_VECTOR, sketch);
  }

  @Test
  void declinesAnotherAxis() {
    ModelSketch sketch = layerNorm(new long[] {0}, new long[] {0}, 1);
    sketch.node("Mul", "y", "normalised norm.weight").outputs("y");

    assertDeclines("not normalised over the last axis alone", sketch);
  }

  @Test
  void declinesTwoAxes() {
    ModelSketch sketch = layerNorm(new long[] {0, 1}, new long[] {0, 1}, 1);
    sketch.node("Mul", "y", "normalised norm.weight").outputs("y");

    assertDeclines("not normalised over the last axis alone", sketch);
  }

  @Test
  void aMeanOverAnotherAxisThanTheVarianceStays() {
    ModelSketch sketch = layerNorm(new long[] {0}, new long[] {-1}, 1);
    sketch.node("Mul", "y", "normalised norm.weight").outputs("y");
    sketch.graph().find("centred").setType(sketch.graph().find("x").type());

    assertEquals(
        List.of("ReduceMean", "Sub", "SimplifiedLayerNormalization"),
        tester.fires(sketch.model(), FUSED_ROUNDING));
  }

  @Test
  void axesMayBeCountedFromEitherEnd() {
    ModelSketch sketch = layerNorm(new long[] {1}, new long[] {-1}, 1);
    sketch.node("Mul", "y", "normalised norm.weight").outputs("y");

    assertEquals(List.of("LayerNormalization"), tester.fires(sketch.model(), FUSED_ROUNDING));
  }

  @Test
  void declinesReductionsThatDropTheAxis() {
    ModelSketch sketch = layerNorm(new long[] {-1}, new long[] {-1}, 0);
    sketch.node("Mul", "y", "normalised norm.weight").outputs("y");

    assertDeclines("not a normalisation", sketch);
  }

  @Test
  void declinesAScaleThatIsComputed() {
    ModelSketch sketch = layerNorm(new long[] {-1}, new long[] {-1}, 1);
    sketch.node("Neg", "gain", "norm.weight").node("Mul", "y", "normalised gain").outputs("y");

    assertDeclines(NO_VECTOR, sketch);
  }

  @Test
  void declinesWhenTheNormalisedValueIsNeededElsewhere() {
    ModelSketch sketch = layerNorm(new long[] {-1}, new long[] {-1}, 1);
    sketch.node("Mul", "y", "normalised norm.weight").node("Neg", "z", "normalised");

    assertDeclines(NO_VECTOR, sketch.outputs("y z"));
  }

  @Test
  void declinesAScaleOfAnotherSize() {
    ModelSketch sketch = layerNorm(new long[] {-1}, new long[] {-1}, 1);
    sketch.floats("one.weight", new long[] {1}, 3);
    sketch.node("Mul", "y", "normalised one.weight").outputs("y");

    assertDeclines(NO_VECTOR, sketch);
  }

  @Test
  void declinesAScaleOfOneElementOnAnUnknownAxis() {
    ModelSketch sketch = rms(DataType.FLOAT, -1);
    sketch.floats("one.weight", new long[] {1}, 3);
    sketch.node("Mul", "y", "normalised one.weight").outputs("y");

    assertDeclines(NO_VECTOR, sketch);
  }

  @Test
  void declinesFloat64() {
    ModelSketch sketch = rms(DataType.DOUBLE, 4);
    sketch.initializer(
        TensorElements.encode(
            "norm.weight", DataType.DOUBLE, Shape.of(4), new double[] {1, 2, 3, 4}));
    sketch.node("Mul", "y", "normalised norm.weight").outputs("y");

    assertDeclines(NO_VECTOR, sketch);
  }

  private void assertDeclines(String reason, ModelSketch sketch) {
    List<String> reasons = tester.declines(sketch.model());
    assertEquals(List.of(reason), reasons);
  }

  /** x [4, 4] centred and divided; {@code norm.weight} [4] is declared. */
  private static ModelSketch layerNorm(long[] meanAxes, long[] varianceAxes, int keepDims) {
    return ModelSketch.opset(17)
        .input("x", DataType.FLOAT, 4, 4)
        .floats("norm.weight", new long[] {4}, 1, 2, 3, 4)
        .scalar("epsilon", 0.01f)
        .node("ReduceMean", "mean", "x", "axes", meanAxes, "keepdims", keepDims)
        .node("Sub", "centred", "x mean")
        .node("Mul", "square", "centred centred")
        .node("ReduceMean", "variance", "square", "axes", varianceAxes, "keepdims", keepDims)
        .node("Add", "shifted", "variance epsilon")
        .node("Sqrt", "root", "shifted")
        .node("Div", "normalised", "centred root");
  }

  private static ModelSketch rms(DataType type, long width) {
    return ModelSketch.opset(17)
        .input("x", type, 2, width)
        .initializer(TensorElements.encode("epsilon", type, Shape.SCALAR, new double[] {0.01}))
        .node("Mul", "square", "x x")
        .node("ReduceMean", "mean", "square", "axes", new long[] {-1})
        .node("Add", "shifted", "mean epsilon")
        .node("Sqrt", "root", "shifted")
        .node("Div", "normalised", "x root");
  }
}
