package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;
import java.util.Arrays;

/** MatMul and its relatives. */
final class MatrixProducts {
  private MatrixProducts() {}

  static void register(Kernels kernels) {
    kernels.add("MatMul", call -> matMul(call.oneType(0).in(0), call.in(1)));
    kernels.add("Gemm", MatrixProducts::gemm);
    kernels.add("MatMulInteger", MatrixProducts::matMulInteger);
    kernels.addMicrosoft("FusedMatMul", MatrixProducts::fusedMatMul);
    kernels.addMicrosoft("TransposeMatMul", MatrixProducts::fusedMatMul);
  }

  /** A [..., M, K] times B [..., K, N] with broadcast batch axes; vectors as in NumPy. */
  static Array matMul(Array a, Array b) {
    if (a.rank() == 1) {
      Array product = matMul(a.reshaped(1, a.size(0)), b);
      return product.reshaped(without(product.sizes(), b.rank() == 1 ? 0 : product.rank() - 2));
    }
    if (b.rank() == 1) {
      Array product = matMul(a, b.reshaped(b.size(0), 1));
      return product.reshaped(without(product.sizes(), product.rank() - 1));
    }
    int m = a.size(-2);
    int k = a.size(-1);
    int n = b.size(-1);
    if (b.size(-2) != k) {
      throw new IllegalArgumentException("inner sizes " + k + " and " + b.size(-2));
    }
    int[] batch = Layout.broadcast(batch(a), batch(b));
    int[] startsA = Layout.offsets(batch, Layout.broadcastStrides(batch(a), batch));
    int[] startsB = Layout.offsets(batch, Layout.broadcastStrides(batch(b), batch));
    double[] result = new double[startsA.length * m * n];
    for (int p = 0; p < startsA.length; p++) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int l = 0; l < k; l++) {
            sum +=
                a.data()[startsA[p] * m * k + i * k + l] * b.data()[startsB[p] * k * n + l * n + j];
          }
          result[(p * m + i) * n + j] = sum;
        }
      }
    }
    return Array.wrap(a.type(), Layout.concat(batch, new int[] {m, n}), result);
  }

  private static int[] batch(Array a) {
    return Arrays.copyOf(a.sizes(), a.rank() - 2);
  }

  private static int[] without(int[] sizes, int axis) {
    return Layout.concat(
        Arrays.copyOf(sizes, axis), Arrays.copyOfRange(sizes, axis + 1, sizes.length));
  }

  /** alpha A' B' + beta C. */
  private static Array gemm(Call call) {
    double alpha = call.attribute("alpha", 1.0);
    double beta = call.oneType(0).attribute("beta", 1.0);
    Array a = call.flag("transA", false) ? swapLast(call.in(0)) : call.in(0);
    Array b = call.flag("transB", false) ? swapLast(call.in(1)) : call.in(1);
    Array product = matMul(a, b).map(v -> alpha * v);
    Array c = call.optional(2);
    return c == null ? product : BinaryMath.zip(product, c, (v, w) -> v + beta * w);
  }

  private static Array fusedMatMul(Call call) {
    double alpha = call.attribute("alpha", 1.0);
    Array a = operand(call.in(0), call.flag("transBatchA", false), call.flag("transA", false));
    Array b = operand(call.in(1), call.flag("transBatchB", false), call.flag("transB", false));
    return matMul(a, b).map(v -> alpha * v);
  }

  /** {@code transBatch} moves the first axis to the last but one place. */
  private static Array operand(Array x, boolean transBatch, boolean trans) {
    Array operand = x;
    if (transBatch) {
      int[] permutation = Layout.range(x.rank());
      for (int i = 0; i < x.rank() - 2; i++) {
        permutation[i] = i + 1;
      }
      permutation[x.rank() - 2] = 0;
      operand = Rearrangements.transpose(x, permutation);
    }
    return trans && x.rank() > 1 ? swapLast(operand) : operand;
  }

  private static Array swapLast(Array x) {
    int[] permutation = Layout.range(x.rank());
    permutation[x.rank() - 1] = x.rank() - 2;
    permutation[x.rank() - 2] = x.rank() - 1;
    return Rearrangements.transpose(x, permutation);
  }

  private static Array matMulInteger(Call call) {
    Array a = call.in(0).as(DataType.INT32);
    Array b = call.in(1).as(DataType.INT32);
    Array zeroA = call.optional(2);
    Array zeroB = call.optional(3);
    if (zeroA != null) {
      Array perRow = zeroA.count() > 1 && zeroA.rank() == 1 ? column(zeroA) : zeroA;
      a = BinaryMath.zip(a, perRow, (v, z) -> v - z);
    }
    if (zeroB != null) {
      b = BinaryMath.zip(b, zeroB, (v, z) -> v - z);
    }
    return matMul(a, b);
  }

  private static Array column(Array vector) {
    return vector.reshaped(vector.count(), 1);
  }
}
