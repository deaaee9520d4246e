package io.lntune.trainer.parity;

import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Tensor;
import io.lntune.trainer.data.NamedArray;
import java.nio.FloatBuffer;

/** Element access for comparisons. */
final class Numbers {
  private Numbers() {}

  static double[] of(NamedArray array) {
    return new Tensor(
            array.name(), array.type(), array.shape(), new InlineBytes(array.bytes()), null)
        .toDoubles();
  }

  static double[] of(FloatBuffer buffer) {
    double[] values = new double[buffer.capacity()];
    for (int i = 0; i < values.length; i++) {
      values[i] = buffer.get(i);
    }
    return values;
  }

  static double maxAbs(double[] values) {
    double max = 0;
    for (double value : values) {
      max = Math.max(max, Math.abs(value));
    }
    return max;
  }

  /**
   * Largest absolute difference; NaN when an element is NaN in one of the two only, infinite when
   * sizes differ.
   */
  static double maxDifference(double[] a, double[] b) {
    if (a.length != b.length) {
      return Double.POSITIVE_INFINITY;
    }
    double max = 0;
    for (int i = 0; i < a.length; i++) {
      // Double.compare takes equal infinities, and NaN beside NaN, for equal.
      if (a[i] != b[i] && Double.compare(a[i], b[i]) != 0) {
        max = Math.max(max, Math.abs(a[i] - b[i]));
      }
    }
    return max;
  }
}
