package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators of ONNX Runtime's domain that mean the same as a standard one. */
final class ContribLoweringTest {
  private static LoweringCheck twin(String type) {
    return LoweringCheck.microsoft(new LowerContribTwin(), type);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1})
  void newAxes(int axis) {
    twin("ExpandDims").floats("x", "N=2,3").constant("axis", "", DataType.INT32, axis).check();
  }

  @Test
  void anAxisThatIsFedIsRefused() {
    twin("ExpandDims").floats("x", "2,3").values("axis", "", DataType.INT32, 1).declines("axis");
  }

  @Test
  void picksByIntegersOfBothSizes() {
    for (DataType type : List.of(DataType.INT32, DataType.INT64)) {
      twin("GatherND").floats("x", "N=2,3").values("at", "2,2", type, 0, 1, 1, 2).check();
    }
  }

  @Test
  void padsInARowOrAMatrix() {
    twin("Pad").floats("x", "N=2,3").constant("pads", "4", DataType.INT64, 0, 1, 1, 2).check();
    twin("Pad")
        .floats("x", "N=2,3")
        .constant("pads", "1,4", DataType.INT64, 0, 1, 1, 2)
        .constant("value", "1", DataType.FLOAT, 7)
        .check();
  }

  @Test
  void triangles() {
    twin("Trilu").floats("x", "N=3,4").constant("k", "", DataType.INT64, 1).check();
    twin("Trilu").floats("x", "N=3,4").with("upper", 0).check();
  }

  @Test
  void sampledImages() {
    twin("GridSample").floats("x", "1,2,4,3").floats("grid", "1,3,2,2").opset(20).check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "sqeuclidean"})
  void distances(String metric) {
    LoweringCheck.microsoft(new LowerCdist(), "CDist")
        .floats("a", "M=2,3")
        .floats("b", "N=4,3")
        .with("metric", metric)
        .check();
  }

  @Test
  void anUnknownMetricIsRefused() {
    LoweringCheck.microsoft(new LowerCdist(), "CDist")
        .floats("a", "2,3")
        .floats("b", "4,3")
        .with("metric", "cosine")
        .declines("cosine");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void convolutionsOfIntegers(int channelsLast) {
    double[] image = new double[32];
    for (int i = 0; i < image.length; i++) {
      image[i] = 7 * i % 256;
    }
    LoweringCheck.microsoft(new LowerChannelsLast(), "QLinearConv")
        .values("x", channelsLast == 1 ? "N=1,4,4,2" : "N=1,2,4,4", DataType.UINT8, image)
        .constant("x_scale", "", DataType.FLOAT, 0.02)
        .constant("x_zero", "", DataType.UINT8, 120)
        .constant("w", "2,2,2,1", DataType.INT8, 1, -2, 3, -4, 5, -6, 7, -8)
        .constant("w_scale", "", DataType.FLOAT, 0.03)
        .constant("w_zero", "", DataType.INT8, 0)
        .constant("y_scale", "", DataType.FLOAT, 0.01)
        .constant("y_zero", "", DataType.UINT8, 128)
        .with("channels_last", channelsLast)
        .check();
  }

  @Test
  void largestIntegersOfAnImage() {
    double[] image = new double[32];
    for (int i = 0; i < image.length; i++) {
      image[i] = 37 * i % 256;
    }
    LoweringCheck.microsoft(new LowerChannelsLast(), "NhwcMaxPool")
        .values("x", "N=1,4,4,2", DataType.UINT8, image)
        .with("kernel_shape", new Attribute.Ints(List.of(2L, 3L)))
        .check();
  }
}
