package io.lntune.graph.reference;

/**
 * MatMulBnb4 of ONNX Runtime: A [..., K] times the transpose of W [N, K], stored as 4-bit numbers
 * with one largest magnitude per block of consecutive elements. The first of two numbers is in the
 * high half of the byte. The tables are computed: a sign and a magnitude in sixths of a third for
 * type 0, and the constants of NF4 for type 1.
 */
final class CodebookQuantization {
  /** NF4 of bitsandbytes: quantiles of the normal distribution, scaled into [-1, 1]. */
  private static final double[] NORMAL = {
    -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453,
    -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0.0,
    0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
    0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0
  };

  /** Two exponent bits and one mantissa bit, divided by the largest number, 12. */
  private static final double[] MAGNITUDES = {0, 0.0625 / 12, 8, 12, 4, 6, 2, 3};

  private CodebookQuantization() {}

  /** Inputs A, packed W, largest magnitudes. */
  static Array matMul(Call call) {
    int k = call.attribute("K", 0);
    int n = call.attribute("N", 0);
    int blockSize = call.attribute("block_size", 0);
    boolean normal = call.attribute("quant_type", 1) == 1;
    double[] packed = call.in(1).data();
    double[] largest = call.in(2).data();
    double[] transposed = new double[k * n];
    for (int row = 0; row < n; row++) {
      for (int column = 0; column < k; column++) {
        int index = row * k + column;
        int pair = (int) packed[index / 2];
        int stored = index % 2 == 0 ? pair >> 4 : pair & 0xF;
        double entry = normal ? NORMAL[stored] : floating(stored);
        transposed[column * n + row] = entry * largest[index / blockSize];
      }
    }
    Array weight = Array.wrap(call.in(0).type(), new int[] {k, n}, transposed);
    return MatrixProducts.matMul(call.in(0), weight);
  }

  private static double floating(int stored) {
    int magnitude = stored & 7;
    double value = magnitude < 2 ? MAGNITUDES[magnitude] : MAGNITUDES[magnitude] / 12;
    return stored > 7 ? -value : value;
  }
}
