package io.lntune.graph.match;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;

/**
 * {@code Where(IsNaN(p), 0, p)} behind a softmax p: exporters write it because a row that is masked
 * completely is NaN. The gradient of the softmax multiplies by the guarded value, which is 0 there.
 */
public final class SoftmaxGuard {
  private SoftmaxGuard() {}

  /** True when {@code node} replaces the NaN of the value at its input 2 by zero. */
  public static boolean replacesNan(Node node) {
    if (!node.is("Where")) {
      return false;
    }
    Node test = node.requiredInput(0).producer();
    return test != null
        && test.is("IsNaN")
        && test.input(0) == node.input(2)
        && isZero(node.requiredInput(1));
  }

  /** True when that value is also a softmax. */
  public static boolean is(Node node) {
    if (!replacesNan(node)) {
      return false;
    }
    Node softmax = node.requiredInput(2).producer();
    return softmax != null && softmax.is("Softmax");
  }

  private static boolean isZero(Value value) {
    Tensor tensor = value.initializer();
    return tensor != null && tensor.elementCount() == 1 && tensor.toDoubles()[0] == 0;
  }
}
