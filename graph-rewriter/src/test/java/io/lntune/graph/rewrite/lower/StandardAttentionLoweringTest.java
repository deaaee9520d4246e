package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import org.junit.jupiter.api.Test;

final class StandardAttentionLoweringTest {
  private static LoweringCheck heads(String key) {
    return LoweringCheck.onnx(new LowerAttention(), "Attention")
        .opset(23)
        .floats("q", "B=2,4,S=3,8")
        .floats("k", key)
        .floats("v", key);
  }

  @Test
  void separateHeads() {
    heads("B=2,4,T=5,8").check();
    heads("B=2,4,S=3,8").with("is_causal", 1).with("scale", 0.3f).check();
  }

  @Test
  void causalOfUnequalLengths() {
    heads("B=2,4,T=5,8").with("is_causal", 1).check();
  }

  @Test
  void sharedKeyHeads() {
    heads("B=2,2,T=5,8").check();
  }

  @Test
  void booleanMask() {
    double[] mask = {1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0};
    heads("B=2,4,T=5,8").values("mask", "S=3,T=5", DataType.BOOL, mask).check();
  }

  @Test
  void rowWithoutAnyKey() {
    double[] mask = {1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0};
    heads("B=2,4,T=5,8").values("mask", "S=3,T=5", DataType.BOOL, mask).check();
  }

  @Test
  void causalRowWithoutAnyKey() {
    double lowest = -Float.MAX_VALUE;
    double[] mask = {lowest, 0, 0, -1e9, -1e9, 0, 0, 0, lowest};
    heads("B=2,4,S=3,8")
        .values("mask", "S=3,S=3", DataType.FLOAT, mask)
        .with("is_causal", 1)
        .check();
    double[] open = {0, 1, 1, 1, 0, 1, 1, 1, 0};
    heads("B=2,4,S=3,8")
        .values("mask", "S=3,S=3", DataType.BOOL, open)
        .with("is_causal", 1)
        .check();
  }

  @Test
  void floatMaskAndSoftcap() {
    heads("B=2,4,T=5,8").floats("mask", "B=2,1,S=3,T=5").check();
    heads("B=2,4,T=5,8").with("softcap", 2f).check();
    heads("B=2,4,T=5,8").floats("mask", "B=2,1,S=3,T=5").with("softcap", 2f).check();
  }

  @Test
  void packedWithPast() {
    LoweringCheck.onnx(new LowerAttention(), "Attention")
        .opset(23)
        .floats("q", "B=2,S=3,16")
        .floats("k", "B=2,S=3,16")
        .floats("v", "B=2,S=3,24")
        .absent()
        .floats("pk", "B=2,2,P=2,8")
        .floats("pv", "B=2,2,P=2,12")
        .with("q_num_heads", 2)
        .with("kv_num_heads", 2)
        .outputs("y", "present_key", "present_value")
        .check();
  }

  @Test
  void causalWithPast() {
    LoweringCheck.onnx(new LowerAttention(), "Attention")
        .opset(23)
        .floats("q", "B=2,2,S=3,8")
        .floats("k", "B=2,2,S=3,8")
        .floats("v", "B=2,2,S=3,8")
        .absent()
        .floats("pk", "B=2,2,P=2,8")
        .floats("pv", "B=2,2,P=2,8")
        .with("is_causal", 1)
        .outputs("y", "present_key", "present_value")
        .check();
  }

  @Test
  void headsKnownAtRunTimeOnly() {
    for (String key : new String[] {"B=2,N=4,T=5,H=8", "B=2,M=2,T=5,H=8"}) {
      LoweringCheck.onnx(new LowerAttention(), "Attention")
          .opset(23)
          .floats("q", "B=2,N=4,S=3,H=8")
          .floats("k", key)
          .floats("v", key)
          .check();
    }
  }

  @Test
  void packedOfUnknownWidth() {
    LoweringCheck.onnx(new LowerAttention(), "Attention")
        .opset(23)
        .floats("q", "B=2,S=3,W=16")
        .floats("k", "B=2,S=3,K=8")
        .floats("v", "B=2,S=3,V=12")
        .with("q_num_heads", 4)
        .with("kv_num_heads", 2)
        .check();
  }

  @Test
  void scoresAtEveryStage() {
    double[] mask = {1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0};
    for (int stage = 0; stage < 4; stage++) {
      heads("B=2,4,T=5,8")
          .floats("mask", "B=2,1,S=3,T=5")
          .with("softcap", 2f)
          .with("qk_matmul_output_mode", stage)
          .outputs("y", "", "", "scores")
          .check();
    }
    heads("B=2,4,T=5,8")
        .values("mask", "S=3,T=5", DataType.BOOL, mask)
        .with("qk_matmul_output_mode", 3)
        .outputs("y", "", "", "scores")
        .check();
  }

  @Test
  void lengthsWithoutPadding() {
    for (int causal = 0; causal < 2; causal++) {
      LoweringCheck.onnx(new LowerAttention(), "Attention")
          .opset(24)
          .floats("q", "B=2,4,S=3,8")
          .floats("k", "B=2,2,T=5,8")
          .floats("v", "B=2,2,T=5,8")
          .absent()
          .absent()
          .absent()
          .values("lengths", "B=2", DataType.INT64, 2, 4)
          .with("is_causal", causal)
          .check();
    }
  }

  @Test
  void onePastAloneIsRefused() {
    heads("2,4,5,8").absent().floats("pk", "2,4,2,8").declines("past");
  }
}
