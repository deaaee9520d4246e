package io.lntune.graph.reference;

import org.jspecify.annotations.Nullable;

/**
 * MatMulNBits of ONNX Runtime: A [..., K] times the transpose of W [N, K], whose rows are stored in
 * blocks of unsigned 4- or 8-bit numbers with one scale and zero point per block. The first of two
 * 4-bit numbers is in the low half of the byte.
 */
final class BlockQuantization {
  private BlockQuantization() {}

  /** Inputs A, packed W [N, blocks, bytes], scales, zero points, group index, bias. */
  static Array matMul(Call call) {
    int k = call.attribute("K", 0);
    int n = call.attribute("N", 0);
    int bits = call.attribute("bits", 4);
    int blockSize = call.attribute("block_size", 0);
    if (call.has(4) || (bits != 4 && bits != 8)) {
      throw call.invalid("only 4 or 8 bits without group index are supported");
    }
    int blocks = (k + blockSize - 1) / blockSize;
    double[] packed = call.in(1).data();
    double[] scales = call.in(2).data();
    Array zeroPoints = call.optional(3);
    double[] transposed = new double[k * n];
    for (int row = 0; row < n; row++) {
      for (int column = 0; column < k; column++) {
        int block = column / blockSize;
        double stored = element(packed, bits, row * blocks * blockSize + column);
        double zero = zeroPoint(zeroPoints, bits, row, block, blocks);
        transposed[column * n + row] = (stored - zero) * scales[row * blocks + block];
      }
    }
    Array weight = Array.wrap(call.in(0).type(), new int[] {k, n}, transposed);
    Array product = MatrixProducts.matMul(call.in(0), weight);
    Array bias = call.optional(5);
    return bias == null ? product : BinaryMath.zip(product, bias, Double::sum);
  }

  private static double element(double[] bytes, int bits, int index) {
    if (bits == 8) {
      return bytes[index];
    }
    int pair = (int) bytes[index / 2];
    return index % 2 == 0 ? pair & 0xF : pair >> 4;
  }

  /**
   * Zero points are packed like the weight, each row starting at a whole byte; absent: the middle.
   */
  private static double zeroPoint(
      @Nullable Array zeroPoints, int bits, int row, int block, int blocks) {
    if (zeroPoints == null) {
      return 1 << (bits - 1);
    }
    if (zeroPoints.type().isFloatingPoint()) {
      return zeroPoints.data()[row * blocks + block];
    }
    int perByte = 8 / bits;
    int rowBytes = (blocks + perByte - 1) / perByte;
    return element(zeroPoints.data(), bits, row * rowBytes * perByte + block);
  }
}
