package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;
import java.util.function.UnaryOperator;

/** Walks the one-dimensional lines of an array along an axis. */
final class Lines {
  private Lines() {}

  /** Replaces every line by a function of it; all results have equal lengths. */
  static Array map(Array x, int axis, DataType resultType, UnaryOperator<double[]> function) {
    int n = x.size(axis);
    int outer = Layout.count(x.sizes(), 0, axis);
    int inner = Layout.count(x.sizes(), axis + 1, x.rank());
    double[] line = new double[n];
    int m = function.apply(line.clone()).length;
    double[] result = new double[outer * m * inner];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        for (int k = 0; k < n; k++) {
          line[k] = x.data()[(o * n + k) * inner + i];
        }
        double[] mapped = function.apply(line.clone());
        for (int k = 0; k < m; k++) {
          result[(o * m + k) * inner + i] = mapped[k];
        }
      }
    }
    int[] sizes = x.sizes().clone();
    sizes[axis] = m;
    return Array.wrap(resultType, sizes, result);
  }
}
