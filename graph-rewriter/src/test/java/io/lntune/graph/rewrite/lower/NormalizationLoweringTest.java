package io.lntune.graph.rewrite.lower;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NormalizationLoweringTest {
  private static LoweringCheck skip(String type) {
    return LoweringCheck.microsoft(new LowerSkipNormalization(), type)
        .floats("input", "B=2,S=3,8")
        .floats("skip", "B=2,S=3,8")
        .weight("gamma", "8");
  }

  @Test
  void skipLayerNormalizationGivesNormAndSum() {
    Set<String> emitted =
        skip("SkipLayerNormalization")
            .weight("beta", "8")
            .weight("bias", "8")
            .with("epsilon", 1e-5f)
            .outputs("y", "", "", "sum")
            .check();
    assertTrue(emitted.contains("LayerNormalization"), emitted.toString());
  }

  @Test
  void skipLayerNormalizationNeedsNeitherBetaNorBias() {
    skip("SkipLayerNormalization").check();
  }

  @Test
  void skipIsBroadcastOverTheBatch() {
    LoweringCheck.microsoft(new LowerSkipNormalization(), "SkipLayerNormalization")
        .floats("input", "B=2,S=3,8")
        .floats("skip", "S=3,8")
        .weight("gamma", "8")
        .weight("beta", "8")
        .check();
  }

  @Test
  void skipSimplifiedLayerNormalizationGivesNormAndSum() {
    skip("SkipSimplifiedLayerNormalization")
        .weight("bias", "8")
        .with("epsilon", 1e-6f)
        .outputs("y", "", "", "sum")
        .check();
  }

  @Test
  void usedMeanIsRefused() {
    skip("SkipLayerNormalization").outputs("y", "mean").declines("mean");
  }

  @Test
  void rmsNormalizationBecomesTheRuntimesSpelling() {
    Set<String> emitted =
        LoweringCheck.onnx(new LowerRmsNormalization(), "RMSNormalization")
            .opset(23)
            .floats("x", "B=2,S=3,8")
            .weight("scale", "8")
            .check();
    assertTrue(emitted.equals(Set.of("SimplifiedLayerNormalization")), emitted.toString());
  }

  @Test
  void rmsNormalizationOverTwoAxesWithBroadcastScale() {
    LoweringCheck.onnx(new LowerRmsNormalization(), "RMSNormalization")
        .opset(23)
        .floats("x", "B=2,3,8")
        .weight("scale", "8")
        .with("axis", 1)
        .check();
  }

  @Test
  void usedInverseDeviationIsRefused() {
    LoweringCheck.microsoft(new LowerRmsNormalization(), "SimplifiedLayerNormalization")
        .floats("x", "2,8")
        .weight("scale", "8")
        .outputs("y", "inverse")
        .declines("inverse");
  }

  private static LoweringCheck embeddings(boolean segments) {
    LoweringCheck check =
        LoweringCheck.microsoft(new LowerEmbedLayerNormalization(), "EmbedLayerNormalization")
            .values("ids", "B=2,S=3", DataType.INT32, 0, 4, 2, 1, 1, 3);
    if (segments) {
      check.values("segments", "B=2,S=3", DataType.INT32, 0, 1, 1, 0, 0, 1);
    } else {
      check.absent();
    }
    check.weight("words", "5,8").weight("positions", "6,8");
    if (segments) {
      check.weight("kinds", "2,8");
    } else {
      check.absent();
    }
    return check.weight("gamma", "8").weight("beta", "8");
  }

  @Test
  void embeddingsWithSegmentsMaskAndSum() {
    embeddings(true)
        .values("mask", "B=2,S=3", DataType.INT32, 1, 1, 0, 1, 1, 1)
        .with("epsilon", 1e-5f)
        .with("mask_index_type", 1)
        .outputs("y", "mask_index", "sum")
        .check();
  }

  @Test
  void embeddingsWithPositionIdsAndNoMask() {
    embeddings(false)
        .absent()
        .values("at", "B=2,S=3", DataType.INT32, 2, 3, 4, 0, 1, 5)
        .with("epsilon", 1e-5f)
        .outputs("y", "mask_index")
        .check();
  }
}
