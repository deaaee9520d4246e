package io.lntune.graph.norm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardisedNormTest {
  /** Where the scale w, the distance c from the mean and the spread d meet. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Div q c d; Mul y q w",
        "Mul q w c; Div y q d",
        "Reciprocal r d; Mul q c r; Mul y w q",
        "Reciprocal r d; Mul q r w; Mul y c q",
        "Div r one d; Mul q w r; Mul y q c",
        "Div q w d; Mul y c q"
      })
  void everyAssociationIsRecognised(String product) {
    ModelSketch sketch = unbiasedDeviation();
    for (String node : product.split("; ", -1)) {
      String[] words = node.split(" ", 3);
      sketch.node(words[0], words[1], words[2].replace("w", "norm.weight"));
    }
    sketch.node("Add", "result", "y norm.bias").outputs("result");

    NormSite site = site(sketch);

    assertEquals(NormForm.STANDARDISED, site.form());
    assertEquals("norm.weight", site.scale().node().requiredInput(site.scale().index()).name());
    assertNotNull(site.bias());
    assertEquals("norm.bias", site.bias().node().requiredInput(site.bias().index()).name());
  }

  @Test
  void epsilonMayBeMissing() {
    ModelSketch sketch = sketch();
    sketch.node("Sqrt", "d", "v").node("Div", "q", "c d").node("Mul", "y", "q norm.weight");

    assertEquals(NormForm.STANDARDISED, site(sketch.outputs("y")).form());
  }

  /** Mean of squares less the square of the mean. */
  @Test
  void varianceByMoments() {
    ModelSketch sketch = sketch().scalar("epsilon", 1e-5f);
    sketch
        .node("Mul", "square", "x x")
        .node("ReduceMean", "moment", "square", "axes", new long[] {-1})
        .node("Mul", "mean_square", "m m")
        .node("Sub", "variance", "moment mean_square")
        .node("Add", "shifted", "variance epsilon")
        .node("Sqrt", "d", "shifted")
        .node("Div", "q", "c d")
        .node("Mul", "y", "q norm.weight")
        .outputs("y");

    assertEquals(NormForm.STANDARDISED, site(sketch).form());
  }

  @Test
  void lengthTimesAVector() {
    ModelSketch sketch = sketch().scalar("least", 1e-12f);
    sketch
        .node("ReduceL2", "length", "x", "axes", new long[] {-1})
        .node("Clip", "d", "length least")
        .node("Div", "q", "x d")
        .node("Mul", "y", "q norm.weight")
        .outputs("y");

    assertEquals(NormForm.STANDARDISED, site(sketch).form());
  }

  @Test
  void lengthTimesATemperatureIsNone() {
    ModelSketch sketch = sketch().floats("logit_scale", new long[] {1}, 3);
    sketch
        .node("ReduceL2", "d", "x", "axes", new long[] {-1})
        .node("Div", "q", "x d")
        .node("Mul", "y", "q logit_scale")
        .outputs("y");

    assertEquals(List.of(), NormFinder.find(sketch.graph()).sites());
  }

  /** Global response normalisation weighs by the length instead of dividing by it. */
  @Test
  void productWithALengthIsNone() {
    ModelSketch sketch = sketch().floats("row.weight", new long[] {4}, 1, 2, 3, 4);
    sketch
        .node("ReduceL2", "length", "x", "axes", new long[] {0})
        .node("ReduceMean", "mean_length", "length", "axes", new long[] {-1})
        .node("Div", "share", "length mean_length")
        .node("Mul", "q", "x share")
        .node("Mul", "y", "q row.weight")
        .outputs("y");

    assertEquals(List.of(), NormFinder.find(sketch.graph()).sites());
  }

  @Test
  void spreadOfSomethingElseIsNone() {
    ModelSketch sketch = unbiasedDeviation().input("z", DataType.FLOAT, 2, 4);
    sketch.floats("row.weight", new long[] {4}, 1, 2, 3, 4);
    sketch.node("Div", "q", "z d").node("Mul", "y", "q row.weight").outputs("y");

    assertEquals(List.of(), NormFinder.find(sketch.graph()).sites());
  }

  @Test
  void standardisedWeightsAreNone() {
    ModelSketch sketch = ModelSketch.opset(17).input("in", DataType.FLOAT, 2, 2);
    sketch.floats("x", new long[] {2, 4}, 1, 2, 3, 4, 5, 7, 6, 8);
    sketch.floats("gain.weight", new long[] {4}, 1, 2, 3, 4);
    spread(sketch);
    sketch.node("Sqrt", "d", "v").node("Div", "q", "c d").node("Mul", "w", "q gain.weight");
    sketch.node("MatMul", "y", "in w").outputs("y");

    assertEquals(List.of(), NormFinder.find(sketch.graph()).sites());
  }

  @Test
  void scaleBehindANormWithoutOne() {
    ModelSketch sketch = sketch();
    sketch
        .floats("onnx::ones", new long[] {4}, 1, 1, 1, 1)
        .node("LayerNormalization", "q", "x onnx::ones")
        .node("Mul", "y", "q norm.weight")
        .outputs("y");

    NormSite site = site(sketch);

    assertEquals("norm.weight", site.scale().node().requiredInput(site.scale().index()).name());
    assertNull(site.bias());
  }

  @Test
  void rootMeanSquareWithABias() {
    for (String bias : new String[] {"norm.bias", "position.weight"}) {
      ModelSketch sketch = sketch().floats("position.weight", new long[] {4}, 1, 2, 3, 4);
      sketch
          .node("SimplifiedLayerNormalization", "q", "x norm.weight")
          .node("Add", "y", "q " + bias)
          .outputs("y");

      assertEquals(bias.startsWith("norm"), site(sketch).bias() != null);
    }
  }

  /** d: root of the variance over one element less, plus epsilon. */
  private static ModelSketch unbiasedDeviation() {
    return sketch()
        .scalar("correction", 4f / 3)
        .scalar("epsilon", 1e-6f)
        .scalar("one", 1)
        .node("Mul", "unbiased", "v correction")
        .node("Sqrt", "deviation", "unbiased")
        .node("Add", "d", "deviation epsilon");
  }

  /** Input x, its mean m, c = x - m and the mean v of squares of c, a scale and a bias. */
  private static ModelSketch sketch() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 2, 4);
    sketch.floats("norm.weight", new long[] {4}, 1, 2, 3, 4);
    sketch.floats("norm.bias", new long[] {4}, 4, 3, 2, 1);
    return spread(sketch);
  }

  private static ModelSketch spread(ModelSketch sketch) {
    return sketch
        .node("ReduceMean", "m", "x", "axes", new long[] {-1})
        .node("Sub", "c", "x m")
        .node("Mul", "c2", "c c")
        .node("ReduceMean", "v", "c2", "axes", new long[] {-1});
  }

  private static NormSite site(ModelSketch sketch) {
    NormReport report = NormFinder.find(sketch.graph());
    assertEquals(List.of(), report.refused());
    assertEquals(1, report.sites().size());
    return report.sites().get(0);
  }
}
