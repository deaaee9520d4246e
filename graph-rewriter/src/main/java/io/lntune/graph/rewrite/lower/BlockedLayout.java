package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The layouts in which ONNX Runtime stores convolution weights for its blocked kernels: the output
 * channels, and in most cases the input channels too, are split into blocks whose elements are
 * innermost.
 */
final class BlockedLayout {
  private static final int FLOAT_BYTES = 4;

  private BlockedLayout() {}

  /**
   * Float weights [O, I, ...] in the plain order.
   *
   * @param blocked stored as [O/b][I/b][...][b of I][b of O], or as [O/b][I][...][b of O]
   * @param block block size b
   * @param inputsBlocked whether the input channels are blocked too
   */
  static Tensor plainWeights(Tensor blocked, int block, boolean inputsBlocked) {
    int outputs = Math.toIntExact(blocked.shape().dim(0).size());
    int inputs = Math.toIntExact(blocked.shape().dim(1).size());
    int count = Math.toIntExact(blocked.elementCount());
    int spatial = count / Math.multiplyExact(outputs, inputs);
    int inner = inputsBlocked ? block : 1;
    ByteBuffer source = blocked.bytes();
    ByteBuffer plain =
        ByteBuffer.allocate(Math.multiplyExact(count, FLOAT_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int s = 0; s < spatial; s++) {
          int outer = (o / block * (inputs / inner) + i / inner) * spatial + s;
          int index = (outer * inner + i % inner) * block + o % block;
          plain.putFloat(source.getFloat(index * FLOAT_BYTES));
        }
      }
    }
    return new Tensor(
        blocked.name(),
        blocked.elementType(),
        blocked.shape(),
        new InlineBytes(plain.flip()),
        null);
  }
}
