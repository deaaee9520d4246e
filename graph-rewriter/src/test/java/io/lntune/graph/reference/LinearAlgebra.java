package io.lntune.graph.reference;

import java.util.Arrays;

/** Determinants and inverses of square matrices [..., n, n], by Gauss-Jordan elimination. */
final class LinearAlgebra {
  private LinearAlgebra() {}

  static void register(Kernels kernels) {
    kernels.add("Det", LinearAlgebra::det);
    kernels.addMicrosoft("Inverse", LinearAlgebra::inverse);
  }

  private static Array det(Call call) {
    Array a = call.in(0);
    int n = a.size(-1);
    int[] batch = Arrays.copyOf(a.sizes(), a.rank() - 2);
    double[] y = new double[Layout.count(batch)];
    for (int i = 0; i < y.length; i++) {
      y[i] = eliminate(matrix(a, i, n), n);
    }
    return Array.wrap(a.type(), batch, y);
  }

  private static Array inverse(Call call) {
    Array a = call.in(0);
    int n = a.size(-1);
    double[] y = new double[a.count()];
    for (int i = 0; i < y.length / (n * n); i++) {
      double[][] matrix = matrix(a, i, n);
      eliminate(matrix, n);
      for (int row = 0; row < n; row++) {
        System.arraycopy(matrix[row], n, y, (i * n + row) * n, n);
      }
    }
    return Array.wrap(a.type(), a.sizes(), y);
  }

  /** Matrix {@code index} beside the unit matrix: [n, 2 n]. */
  private static double[][] matrix(Array a, int index, int n) {
    double[][] matrix = new double[n][2 * n];
    for (int row = 0; row < n; row++) {
      System.arraycopy(a.data(), (index * n + row) * n, matrix[row], 0, n);
      matrix[row][n + row] = 1;
    }
    return matrix;
  }

  /** Brings the left half to the unit matrix; returns its determinant. */
  private static double eliminate(double[][] matrix, int n) {
    double determinant = 1;
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        pivot = Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column]) ? row : pivot;
      }
      double[] chosen = matrix[pivot];
      matrix[pivot] = matrix[column];
      matrix[column] = chosen;
      double head = chosen[column];
      determinant *= pivot == column ? head : -head;
      if (head == 0) {
        return 0;
      }
      for (int j = 0; j < 2 * n; j++) {
        chosen[j] /= head;
      }
      for (int row = 0; row < n; row++) {
        double factor = row == column ? 0 : matrix[row][column];
        for (int j = 0; j < 2 * n; j++) {
          matrix[row][j] -= factor * chosen[j];
        }
      }
    }
    return determinant;
  }
}
