package io.lntune.graph.norm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecomposedNormsTest {
  static List<NormSpelling> spellings() {
    return NormSpelling.all();
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void everySpellingIsRecognised(NormSpelling spelling) {
    NormReport report = NormFinder.find(spelling.model().graph());

    assertEquals(List.of(), report.refused());
    assertEquals(1, report.sites().size());
    NormSite site = report.sites().get(0);
    assertEquals(
        spelling.centred() ? NormForm.DECOMPOSED_LAYER_NORM : NormForm.DECOMPOSED_RMS_NORM,
        site.form());
    assertEquals(NormSpelling.EPSILON, site.epsilon(), 0);
    assertEquals(NormSpelling.SCALE, operand(site.scale()));
    assertEquals(spelling.centred() ? NormSpelling.BIAS : "", operand(site.bias()));
  }

  @Test
  void scaleStoredAsItsDifferenceFromOne() {
    ModelSketch sketch =
        rootMeanSquare(2, "x").scalar("unit", 1).floats("norm.weight", new long[] {4}, 0, 1, 2, 3);
    sketch.node("Add", "gain", "unit norm.weight").node("Mul", "y", "normalised gain");

    NormSite site = found(sketch.outputs("y"));

    assertEquals(NormForm.DECOMPOSED_RMS_NORM, site.form());
    ParameterPath path = ParameterPath.of(site.scale());
    assertEquals("norm.weight", path.root().name());
    assertEquals(List.of("gain", "norm.weight"), path.values().stream().map(Value::name).toList());
  }

  @Test
  void twoNormsThatShareTheirStatistics() {
    ModelSketch sketch =
        rootMeanSquare(2, "x")
            .floats("a.weight", new long[] {4}, 1, 2, 3, 4)
            .floats("b.weight", new long[] {4}, 4, 3, 2, 1)
            .floats("b.bias", new long[] {4}, 5, 6, 7, 8);
    sketch.node("Mul", "y", "normalised a.weight").node("Mul", "scaled", "normalised b.weight");
    sketch.node("Add", "z", "scaled b.bias").outputs("y z");

    NormReport report = NormFinder.find(sketch.graph());

    assertEquals(List.of(), report.refused());
    assertEquals(
        List.of("a.weight", "b.weight"),
        report.sites().stream().map(site -> operand(site.scale())).toList());
    assertEquals(
        List.of("", "b.bias"), report.sites().stream().map(site -> operand(site.bias())).toList());
  }

  @Test
  void computedScaleIsRefused() {
    ModelSketch sketch = rootMeanSquare(2, "x").input("s", DataType.FLOAT, 4);
    sketch.node("Sigmoid", "gain", "s").node("Mul", "y", "normalised gain").outputs("y");

    assertEquals("the normalised value is not multiplied by a stored scale", refusal(sketch));
  }

  @Test
  void missingScaleIsRefused() {
    ModelSketch sketch = rootMeanSquare(2, "x");
    sketch.node("Relu", "y", "normalised").outputs("y");

    assertEquals("the normalised value is not multiplied by a stored scale", refusal(sketch));
  }

  @Test
  void onesThatTheExporterFilledInAreRefused() {
    ModelSketch sketch = rootMeanSquare(2, "x").floats("onnx::Mul_12", new long[] {4}, 1, 1, 1, 1);
    sketch.node("Mul", "val_1", "normalised onnx::Mul_12").outputs("val_1");

    assertEquals("it has no scale of its own (the exporter filled in ones)", refusal(sketch));
  }

  @Test
  void onesUnderAParametersNameAreAScale() {
    ModelSketch sketch = rootMeanSquare(2, "x").floats("norm.weight", new long[] {4}, 1, 1, 1, 1);
    sketch.node("Mul", "y", "normalised norm.weight").outputs("y");

    assertEquals("norm.weight", operand(found(sketch).scale()));
  }

  @Test
  void computedEpsilonIsRefused() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 2, 4);
    sketch.input("eps", DataType.FLOAT).scalar("two", 2);
    sketch.floats("row.weight", new long[] {4}, 1, 2, 3, 4);
    sketch
        .node("Pow", "square", "x two")
        .node("ReduceMean", "mean", "square", "axes", new long[] {-1})
        .node("Add", "shifted", "mean eps")
        .node("Sqrt", "root", "shifted")
        .node("Div", "normalised", "x root")
        .node("Mul", "y", "normalised row.weight")
        .outputs("y");

    assertEquals("the epsilon under the root is not a constant", refusal(sketch));
  }

  @Test
  void standardDeviationIsNoNorm() {
    ModelSketch sketch = rootMeanSquare(2, "z");
    sketch.floats("row.weight", new long[] {4}, 1, 2, 3, 4);
    sketch.node("Mul", "y", "normalised row.weight").outputs("y");

    assertEquals(
        "the root of the mean square does not divide the value it was computed from",
        refusal(sketch));
  }

  @Test
  void otherPowersAreNoNorm() {
    ModelSketch sketch = rootMeanSquare(3, "x");
    sketch.floats("row.weight", new long[] {4}, 1, 2, 3, 4);
    sketch.node("Mul", "y", "normalised row.weight").outputs("y");

    assertUnrelated(sketch);
  }

  @Test
  void softmaxIsNoNorm() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 2, 4);
    sketch.floats("scale.weight", new long[] {4}, 1, 2, 3, 4);
    sketch
        .node("ReduceMax", "max", "x", "axes", new long[] {-1})
        .node("Sub", "centred", "x max")
        .node("Exp", "powers", "centred")
        .node("ReduceSum", "sum", "powers")
        .node("Div", "shares", "powers sum")
        .node("Mul", "y", "shares scale.weight")
        .outputs("y");

    assertUnrelated(sketch);
  }

  /** z divided by the root of the mean of x^power. */
  private static ModelSketch rootMeanSquare(float power, String numerator) {
    return ModelSketch.opset(17)
        .input("x", DataType.FLOAT, 2, 4)
        .input("z", DataType.FLOAT, 2, 4)
        .scalar("power", power)
        .scalar("epsilon", 1e-6f)
        .node("Pow", "square", "x power")
        .node("ReduceMean", "mean", "square", "axes", new long[] {-1})
        .node("Add", "shifted", "epsilon mean")
        .node("Sqrt", "root", "shifted")
        .node("Div", "normalised", numerator + " root");
  }

  private static NormSite found(ModelSketch sketch) {
    NormReport report = NormFinder.find(sketch.graph());
    assertEquals(List.of(), report.refused());
    assertEquals(1, report.sites().size());
    return report.sites().get(0);
  }

  private static String refusal(ModelSketch sketch) {
    NormReport report = NormFinder.find(sketch.graph());
    assertEquals(List.of(), report.sites());
    assertEquals(1, report.refused().size());
    return report.refused().get(0).reason();
  }

  private static void assertUnrelated(ModelSketch sketch) {
    NormReport report = NormFinder.find(sketch.graph());
    assertTrue(report.sites().isEmpty() && report.refused().isEmpty(), report.toString());
  }

  private static String operand(Use use) {
    return use == null ? "" : use.node().requiredInput(use.index()).name();
  }
}
