package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import org.junit.jupiter.api.Test;

final class DftLoweringTest {
  private static LoweringCheck dft(String x, long axis) {
    return LoweringCheck.onnx(new LowerDft(), "DFT")
        .floats("x", x)
        .absent()
        .constant("axis", "", DataType.INT64, (double) axis);
  }

  @Test
  void realInputAlongEitherAxis() {
    dft("B=2,L=5,6,1", 1).check();
    dft("B=2,L=5,6,1", -2).check();
  }

  @Test
  void complexInputForwardAndInverse() {
    dft("B=2,L=5,6,2", 1).check();
    dft("B=2,L=5,6,2", 1).with("inverse", 1).check();
    dft("B=2,L=8,2", 1).with("inverse", 1).check();
  }

  @Test
  void oneSided() {
    dft("B=2,L=5,6,1", 1).with("onesided", 1).check();
    dft("B=2,L=6,1", 1).with("onesided", 1).check();
  }

  @Test
  void cutAndPadded() {
    for (int length : new int[] {3, 8}) {
      LoweringCheck.onnx(new LowerDft(), "DFT")
          .floats("x", "B=2,L=5,2")
          .constant("length", "", DataType.INT64, length)
          .constant("axis", "", DataType.INT64, 1)
          .check();
    }
  }

  @Test
  void oneSidedInverse() {
    dft("B=2,L=5,6,2", 1).with("onesided", 1).with("inverse", 1).check();
    // Of lengths that do not fit the number of bins ONNX Runtime makes something else.
    for (int length : new int[] {8, 9}) {
      LoweringCheck.onnx(new LowerDft(), "DFT")
          .opset(20)
          .floats("x", "B=2,L=5,2")
          .constant("length", "", DataType.INT64, length)
          .constant("axis", "", DataType.INT64, 1)
          .with("onesided", 1)
          .with("inverse", 1)
          .check();
    }
  }

  @Test
  void shortTimeTransforms() {
    for (int oneSided = 0; oneSided < 2; oneSided++) {
      LoweringCheck.onnx(new LowerStft(), "STFT")
          .floats("x", "B=2,T=11,1")
          .constant("step", "", DataType.INT64, 3)
          .floats("window", "4")
          .with("onesided", oneSided)
          .check();
    }
    LoweringCheck.onnx(new LowerStft(), "STFT")
        .floats("x", "B=2,T=11,2")
        .constant("step", "", DataType.INT64, 2)
        .absent()
        .constant("length", "", DataType.INT64, 5)
        .with("onesided", 0)
        .check();
  }
}
