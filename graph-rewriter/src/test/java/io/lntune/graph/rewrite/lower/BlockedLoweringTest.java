package io.lntune.graph.rewrite.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BlockedLoweringTest {
  private static final int BLOCK = machineBlock();

  /** Channels that this machine's ONNX Runtime makes of four. */
  private static int machineBlock() {
    return layout(0, "ReorderInput").floats("x", "1,4,1,1").original().get(0).length;
  }

  private static LoweringCheck layout(int block, String type) {
    return new LoweringCheck(
        new LowerBlockedLayout(block), new OpId(LowerBlockedLayout.DOMAIN, type));
  }

  private static LoweringCheck conv(int block) {
    return new LoweringCheck(
        new LowerBlockedConv(block), new OpId(LowerBlockedLayout.DOMAIN, "Conv"));
  }

  @Test
  void reorderOutputCutsAndTransposes() {
    // One pixel: the blocked order and the plain one are the same there.
    layout(BLOCK, "ReorderOutput").floats("x", "N=2,16,1,1").with("channels", 12).check();
    layout(BLOCK, "ReorderOutput")
        .floats("x", "N=2,16,1,1")
        .with("channels", 12)
        .with("channels_last", 1)
        .check();
  }

  @Test
  void reorderInputPads() {
    layout(BLOCK, "ReorderInput").floats("x", "N=2,12,1,1").check();
  }

  @Test
  void convolutionOfPlainInput() {
    conv(BLOCK)
        .floats("x", "N=2,3,5,5")
        .weight("w", "16,3,5,5")
        .weight("b", "16")
        .with("kernel_shape", new Attribute.Ints(List.of(5L, 5L)))
        .with("activation", "Relu")
        .check();
  }

  @Test
  void convolutionOfBlockedInput() {
    conv(BLOCK)
        .floats("x", "N=2,32,1,1")
        .weight("w", "16,32,1,1")
        .with("kernel_shape", new Attribute.Ints(List.of(1L, 1L)))
        .check();
  }

  @Test
  void depthwiseConvolution() {
    conv(BLOCK)
        .floats("x", "N=2,32,1,1")
        .weight("w", "32,1,3,3")
        .with("group", 32)
        .with("pads", new Attribute.Ints(List.of(1L, 1L, 1L, 1L)))
        .with("kernel_shape", new Attribute.Ints(List.of(3L, 3L)))
        .check();
  }

  @Test
  void unknownBlockSizeIsRefused() {
    conv(BlockSize.UNKNOWN).floats("x", "1,32,1,1").weight("w", "16,32,1,1").declines("block size");
    layout(BlockSize.UNKNOWN, "ReorderInput").floats("x", "1,12,1,1").declines("block size");
  }

  @Test
  void weightsOfBlockSizeEight() {
    double[] stored = new double[8 * 2];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = i;
    }
    // Stored as [1][2][1][8]: input channel 0 of all outputs first.
    double[] actual =
        conv(8)
            .values("x", "N=1,2,1,1", DataType.FLOAT, 1, 100)
            .constant("w", "8,2,1,1", DataType.FLOAT, stored)
            .lowered()
            .get(0);
    assertEquals(0 + 800, actual[0]);
    assertEquals(7 + 1500, actual[7]);
  }
}
