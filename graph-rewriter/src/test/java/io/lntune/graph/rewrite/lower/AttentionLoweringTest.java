package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AttentionLoweringTest {
  private static LoweringCheck packed() {
    return LoweringCheck.microsoft(new LowerPackedAttention(), "Attention")
        .floats("input", "B=2,S=4,6")
        .weight("weights", "6,24")
        .weight("bias", "24")
        .with("num_heads", 2);
  }

  @Test
  void packedWithoutMask() {
    packed().check();
    packed().with("unidirectional", 1).check();
    packed().with("scale", 0.7f).check();
  }

  @Test
  void packedWithEndPositions() {
    packed().values("mask", "B=2", DataType.INT32, 3, 4).check();
    packed().values("mask", "B=2", DataType.INT32, 3, 1).with("unidirectional", 1).check();
  }

  @Test
  void packedWithEndAndStartPositions() {
    packed().values("mask", "M=4", DataType.INT32, 3, 4, 1, 0).check();
  }

  @Test
  void packedWithEndPositionsOfUnrelatedSymbol() {
    packed().values("mask", "M=2", DataType.INT32, 3, 4).check();
  }

  @Test
  void packedWithRawMasks() {
    packed()
        .values("mask", "B=2,S=4", DataType.INT32, 1, 1, 1, 0, 1, 1, 0, 0)
        .with("mask_filter_value", -5f)
        .check();
    double[] square = new double[32];
    for (int i = 0; i < square.length; i++) {
      square[i] = i % 3 == 0 ? 0 : 1;
    }
    packed()
        .values("mask", "B=2,S=4,S=4", DataType.INT32, square)
        .with("unidirectional", 1)
        .check();
  }

  @Test
  void packedWithAttentionBiasAndUnequalSizes() {
    LoweringCheck.microsoft(new LowerPackedAttention(), "Attention")
        .floats("input", "B=2,S=4,6")
        .weight("weights", "6,20")
        .weight("bias", "20")
        .absent()
        .absent()
        .floats("attention_bias", "B=2,2,S=4,S=4")
        .with("num_heads", 2)
        .with("qkv_hidden_sizes", new Attribute.Ints(List.of(8L, 8L, 4L)))
        .check();
  }

  @Test
  void packedWithPast() {
    packed()
        .values("mask", "B=2,7", DataType.INT32, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1)
        .floats("past", "2,B=2,2,P=3,4")
        .with("unidirectional", 1)
        .outputs("y", "present")
        .check();
  }

  private static LoweringCheck separate(String key, String value) {
    return LoweringCheck.microsoft(new LowerMultiHeadAttention(), "MultiHeadAttention")
        .floats("query", "B=2,S=4,6")
        .floats("key", key)
        .floats("value", value)
        .with("num_heads", 2);
  }

  @Test
  void multiHeadWithBiasAndPadding() {
    separate("B=2,T=5,6", "B=2,T=5,8")
        .weight("bias", "20")
        .values("padding", "B=2,T=5", DataType.INT32, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1)
        .floats("attention_bias", "1,2,S=4,T=5")
        .check();
  }

  @Test
  void multiHeadWithEndPositionsAndPresent() {
    separate("B=2,T=5,6", "B=2,T=5,6")
        .absent()
        .values("padding", "B=2", DataType.INT32, 5, 2)
        .outputs("y", "present_key", "present_value")
        .check();
  }

  @Test
  void multiHeadWithKeysAsHeads() {
    separate("B=2,2,T=5,3", "B=2,2,T=5,3").check();
    separate("B=2,2,T=4,3", "B=2,2,T=4,3").with("unidirectional", 1).check();
  }

  @Test
  void multiHeadWithPackedKeysIsRefused() {
    separate("2,5,2,2,3", "2,5,2,2,3").declines("layout");
  }
}
