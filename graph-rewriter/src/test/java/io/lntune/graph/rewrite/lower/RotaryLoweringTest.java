package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import org.junit.jupiter.api.Test;

final class RotaryLoweringTest {
  private static final double[] POSITIONS = {0, 1, 2, 4, 5, 3};

  private static LoweringCheck microsoft(String input) {
    return LoweringCheck.microsoft(new LowerRotaryEmbedding(), "RotaryEmbedding")
        .floats("x", input)
        .values("at", "B=2,S=3", DataType.INT64, POSITIONS);
  }

  @Test
  void packedHeadsAndInterleavedPairs() {
    microsoft("B=2,S=3,16").weight("cos", "7,4").weight("sin", "7,4").check();
    microsoft("B=2,S=3,16")
        .weight("cos", "7,4")
        .weight("sin", "7,4")
        .with("interleaved", 1)
        .check();
  }

  @Test
  void separateHeads() {
    microsoft("B=2,2,S=3,8").weight("cos", "7,4").weight("sin", "7,4").check();
  }

  @Test
  void partOfTheHeadIsRotated() {
    microsoft("B=2,S=3,16")
        .weight("cos", "7,2")
        .weight("sin", "7,2")
        .with("num_heads", 2)
        .with("rotary_embedding_dim", 4)
        .check();
  }

  @Test
  void oneOffsetForAllRowsAndScaleWithoutEffect() {
    LoweringCheck.microsoft(new LowerRotaryEmbedding(), "RotaryEmbedding")
        .floats("x", "B=2,S=3,16")
        .values("at", "1", DataType.INT64, 2)
        .weight("cos", "7,4")
        .weight("sin", "7,4")
        .with("scale", 2f)
        .check();
  }

  private static LoweringCheck standard(String input, String table) {
    return LoweringCheck.onnx(new LowerRotaryEmbedding(), "RotaryEmbedding")
        .opset(23)
        .floats("x", input)
        .floats("cos", table)
        .floats("sin", table);
  }

  @Test
  void standardOperatorWithAndWithoutPositionIds() {
    standard("B=2,2,S=3,8", "B=2,S=3,4").check();
    standard("B=2,S=3,16", "7,4")
        .values("at", "B=2,S=3", DataType.INT64, POSITIONS)
        .with("num_heads", 2)
        .check();
    standard("B=2,S=3,16", "B=2,S=3,3")
        .with("num_heads", 2)
        .with("rotary_embedding_dim", 6)
        .with("interleaved", 1)
        .check();
  }

  @Test
  void packedBatchIsRefused() {
    microsoft("2,3,16")
        .weight("cos", "7,4")
        .weight("sin", "7,4")
        .with("is_packed_batching", 1)
        .declines("packed");
  }
}
