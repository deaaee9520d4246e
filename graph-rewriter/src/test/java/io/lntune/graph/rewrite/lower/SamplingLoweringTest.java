package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import org.junit.jupiter.api.Test;

/** Sampling an image at a grid, and making such a grid. The grids reach beyond the image. */
final class SamplingLoweringTest {
  private static LoweringCheck sample(String mode, String padding, int aligned) {
    return LoweringCheck.onnx(new LowerGridSample(), "GridSample")
        .opset(20)
        .with("mode", mode)
        .with("padding_mode", padding)
        .with("align_corners", aligned);
  }

  @Test
  void imagesInEveryModeAndPadding() {
    for (String mode : new String[] {"linear", "nearest", "cubic"}) {
      for (String padding : new String[] {"zeros", "border", "reflection"}) {
        for (int aligned = 0; aligned < 2; aligned++) {
          if (mode.equals("cubic") && !padding.equals("zeros")) {
            continue;
          }
          sample(mode, padding, aligned)
              .floats("x", "N=2,3,H=5,W=4")
              .floats("grid", "N=2,P=3,Q=4,2")
              .check();
        }
      }
    }
  }

  @Test
  void volumes() {
    for (String mode : new String[] {"linear", "nearest"}) {
      sample(mode, "border", 0)
          .floats("x", "N=2,2,D=3,H=4,W=5")
          .floats("grid", "N=2,2,P=3,Q=2,3")
          .check();
    }
  }

  @Test
  void theOldNamesOfTheModes() {
    sample("bilinear", "zeros", 0)
        .opset(16)
        .floats("x", "N=1,2,H=3,W=3")
        .floats("grid", "N=1,P=4,Q=2,2")
        .check();
    sample("bicubic", "zeros", 0)
        .opset(16)
        .floats("x", "N=1,2,H=3,W=3")
        .floats("grid", "N=1,P=4,Q=2,2")
        .check();
  }

  @Test
  void cubicVolumesAreRefused() {
    sample("cubic", "zeros", 0)
        .floats("x", "1,1,2,2,2")
        .floats("grid", "1,1,1,1,3")
        .declines("cubic");
  }

  @Test
  void affineGrids() {
    for (int aligned = 0; aligned < 2; aligned++) {
      LoweringCheck.onnx(new LowerAffineGrid(), "AffineGrid")
          .opset(20)
          .with("align_corners", aligned)
          .floats("theta", "N=2,2,3")
          .values("size", "4", DataType.INT64, 2, 3, 4, 5)
          .check();
      LoweringCheck.onnx(new LowerAffineGrid(), "AffineGrid")
          .opset(20)
          .with("align_corners", aligned)
          .floats("theta", "N=2,3,4")
          .constant("size", "5", DataType.INT64, 2, 1, 2, 3, 4)
          .check();
    }
  }
}
