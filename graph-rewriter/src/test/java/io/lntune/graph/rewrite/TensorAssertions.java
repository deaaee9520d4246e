package io.lntune.graph.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.lntune.graph.ir.Tensor;
import java.util.Map;

/** Compares outputs of two models. */
public final class TensorAssertions {
  private TensorAssertions() {}

  /**
   * Same names, types, shapes, and elements that differ by at most {@code tolerance} of the largest
   * magnitude in the tensor; NaN and infinity must agree exactly.
   */
  public static void assertClose(
      Map<String, Tensor> expected, Map<String, Tensor> actual, double tolerance) {
    assertEquals(expected.keySet(), actual.keySet(), "names of graph outputs");
    expected.forEach((name, tensor) -> assertClose(tensor, actual.get(name), tolerance));
  }

  private static void assertClose(Tensor expected, Tensor actual, double tolerance) {
    assertEquals(expected.elementType(), actual.elementType(), expected.name());
    assertEquals(expected.shape(), actual.shape(), expected.name());
    double[] left = expected.toDoubles();
    double[] right = actual.toDoubles();
    double scale = 0;
    for (double value : left) {
      scale = Double.isFinite(value) ? Math.max(scale, Math.abs(value)) : scale;
    }
    for (int i = 0; i < left.length; i++) {
      boolean same = Double.compare(left[i], right[i]) == 0;
      if (!same && !(Math.abs(left[i] - right[i]) <= tolerance * scale)) {
        fail(expected.name() + "[" + i + "]: expected " + left[i] + ", found " + right[i]);
      }
    }
  }
}
