package io.lntune.graph.norm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorNormsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          LayerNormalization                              | x g b         | 1 | 2  | LAYER_NORMALIZATION
          LayerNormalization                              | x g           | 1 | -1 | LAYER_NORMALIZATION
          RMSNormalization                                | x g           | 1 | -1 | RMS_NORMALIZATION
          SimplifiedLayerNormalization                    | x g           | 1 | -1 | SIMPLIFIED_LAYER_NORMALIZATION
          com.microsoft::SimplifiedLayerNormalization     | x g           | 1 | -1 | SIMPLIFIED_LAYER_NORMALIZATION
          com.microsoft::SkipLayerNormalization           | x s g b c     | 2 | 3  | SKIP_LAYER_NORMALIZATION
          com.microsoft::SkipSimplifiedLayerNormalization | x s g c       | 2 | -1 | SKIP_SIMPLIFIED_LAYER_NORMALIZATION
          com.microsoft::EmbedLayerNormalization          | i _ e e _ g b | 5 | 6  | EMBED_LAYER_NORMALIZATION
          GroupNormalization                              | x g b         | 1 | 2  | GROUP_NORMALIZATION
          com.microsoft::GroupNorm                        | x g b         | 1 | 2  | GROUP_NORMALIZATION
          InstanceNormalization                           | x g b         | 1 | 2  | INSTANCE_NORMALIZATION
          BatchNormalization                              | x g b m v     | 1 | 2  | BATCH_NORMALIZATION
          """)
  void recognisesTheOperator(String op, String inputs, int scale, int bias, NormForm form) {
    ModelSketch sketch = parameters();
    sketch.node(op, "y", inputs, "epsilon", 0.25f).outputs("y");

    NormSite site = found(sketch);

    assertEquals(form, site.form());
    assertEquals(0.25, site.epsilon(), 0);
    assertEquals(scale, site.scale().index());
    if (bias < 0) {
      assertNull(site.bias());
    } else {
      assertEquals(bias, site.bias().index());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LayerNormalization, x g b, 1e-5",
    "SimplifiedLayerNormalization, x g, 1e-5",
    "com.microsoft::SkipLayerNormalization, x s g b, 1e-12",
  })
  void epsilonHasTheOperatorsDefault(String op, String inputs, float epsilon) {
    ModelSketch sketch = parameters();
    sketch.node(op, "y", inputs).outputs("y");

    assertEquals(epsilon, found(sketch).epsilon(), 0);
  }

  @Test
  void scaleBehindConversionsIsFollowed() {
    ModelSketch sketch = parameters();
    sketch.initializer(
        TensorElements.encode(
            "h.weight", DataType.FLOAT16, Shape.of(4), new double[] {1, 2, 3, 4}));
    sketch
        .node("Identity", "copy", "h.weight")
        .node("Cast", "wide", "copy", "to", DataType.FLOAT.code())
        .node("LayerNormalization", "y", "x wide b")
        .outputs("y");

    assertEquals("h.weight", ParameterPath.of(found(sketch).scale()).root().name());
  }

  @Test
  void zerosThatTheExporterFilledInAreNoBias() {
    ModelSketch sketch = parameters().floats("onnx::Zero_3", new long[] {4}, 0, 0, 0, 0);
    sketch.node("LayerNormalization", "y", "x g onnx::Zero_3").outputs("y");

    assertNull(found(sketch).bias());
  }

  @Test
  void onesThatTheExporterFilledInAreNoScale() {
    ModelSketch sketch = parameters().floats("val_3", new long[] {4}, 1, 1, 1, 1);
    sketch.node("LayerNormalization", "y", "x val_3").outputs("y");

    assertEquals("it has no scale of its own (the exporter filled in ones)", refusal(sketch));
  }

  @Test
  void computedScaleIsRefused() {
    ModelSketch sketch = parameters().input("style", DataType.FLOAT, 4);
    sketch.node("Sigmoid", "gain", "style").node("LayerNormalization", "y", "x gain").outputs("y");

    assertEquals("its scale is computed, not a stored tensor", refusal(sketch));
  }

  @Test
  void trainingModeIsRefused() {
    ModelSketch sketch = parameters();
    sketch.node("BatchNormalization", "y rm rv", "x g b m v", "training_mode", 1).outputs("y");

    assertEquals("it is in training mode; export the model in inference mode", refusal(sketch));
  }

  @Test
  void integerScaleIsRefused() {
    ModelSketch sketch = parameters().longs("count.weight", 1, 2, 3, 4);
    sketch.node("LayerNormalization", "y", "x count.weight").outputs("y");

    assertEquals("its scale is stored as int64", refusal(sketch));
  }

  @Test
  void operatorOfAnotherDomainIsUnrelated() {
    ModelSketch sketch = parameters();
    sketch.node("my.domain::LayerNormalization", "y", "x g b").outputs("y");

    NormReport report = NormFinder.find(sketch.graph());
    assertEquals(List.of(), report.sites());
    assertEquals(List.of(), report.refused());
  }

  private static ModelSketch parameters() {
    return ModelSketch.opset(17)
        .input("x", DataType.FLOAT, 2, 4)
        .input("s", DataType.FLOAT, 2, 4)
        .input("i", DataType.INT32, 2, 4)
        .floats("e", new long[] {2, 2}, 1, 2, 3, 4)
        .floats("c", new long[] {4}, 4, 3, 2, 1)
        .floats("g", new long[] {4}, 1, 2, 3, 4)
        .floats("b", new long[] {4}, 1, 0, 1, 0)
        .floats("m", new long[] {4}, 0, 0, 0, 0)
        .floats("v", new long[] {4}, 1, 1, 1, 1);
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
}
