package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MomentLoweringTest {
  @Test
  void instanceNormalization() {
    LoweringCheck.onnx(new LowerMomentNormalization(), "InstanceNormalization")
        .floats("x", "N=2,4,H=3,W=5")
        .weight("scale", "4")
        .weight("bias", "4")
        .check();
    LoweringCheck.onnx(new LowerMomentNormalization(), "InstanceNormalization")
        .floats("x", "N=2,4,L=7")
        .weight("scale", "4")
        .weight("bias", "4")
        .with("epsilon", 0.1f)
        .check();
  }

  @Test
  void groupNormalizationPerChannel() {
    LoweringCheck.onnx(new LowerMomentNormalization(), "GroupNormalization")
        .floats("x", "N=2,8,H=3,W=5")
        .weight("scale", "8")
        .weight("bias", "8")
        .with("num_groups", 2)
        .check();
  }

  @Test
  void groupNormalizationPerGroup() {
    LoweringCheck.onnx(new LowerMomentNormalization(), "GroupNormalization")
        .opset(18)
        .floats("x", "N=2,8,L=5")
        .weight("scale", "2")
        .weight("bias", "2")
        .with("num_groups", 2)
        .check();
  }

  @Test
  void groupsAreRequired() {
    LoweringCheck.onnx(new LowerMomentNormalization(), "GroupNormalization")
        .floats("x", "2,8,5")
        .weight("scale", "8")
        .weight("bias", "8")
        .declines("groups");
  }

  private static LoweringCheck batch(String x) {
    return LoweringCheck.onnx(new LowerBatchNormalization(), "BatchNormalization")
        .floats("x", x)
        .weight("scale", "4")
        .weight("bias", "4")
        .weight("mean", "4")
        .constant("variance", "4", DataType.FLOAT, 0.5, 1, 2, 0.1);
  }

  @Test
  void batchNormalizationWithRunningStatistics() {
    batch("N=3,4,H=2,W=2").check();
    batch("N=3,4").with("epsilon", 1e-3f).check();
  }

  @Test
  void trainingModeIsRefused() {
    batch("3,4").with("training_mode", 1).declines("batch");
  }

  @Test
  void meanVarianceNormalization() {
    LoweringCheck.onnx(new LowerVectorNormalization(), "MeanVarianceNormalization")
        .floats("x", "N=2,3,H=4,W=5")
        .check();
    LoweringCheck.onnx(new LowerVectorNormalization(), "MeanVarianceNormalization")
        .floats("x", "N=2,3,H=4,W=5")
        .with("axes", new Attribute.Ints(List.of(2L, 3L)))
        .check();
  }

  @Test
  void lpNormalizationKeepsZeroVectors() {
    for (int p = 1; p <= 2; p++) {
      LoweringCheck.onnx(new LowerVectorNormalization(), "LpNormalization")
          .values("x", "N=2,3", DataType.FLOAT, 1, -2, 2, 0, 0, 0)
          .with("p", p)
          .check();
    }
  }
}
