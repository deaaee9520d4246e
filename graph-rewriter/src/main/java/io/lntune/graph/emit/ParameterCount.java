package io.lntune.graph.emit;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.HashSet;
import java.util.Set;

/** Counts the parameters of a model: stored floating-point or quantised tensors, not shapes. */
public final class ParameterCount {
  private ParameterCount() {}

  /** Elements of all stored tensors of rank 1 or more that can be weights. */
  public static long of(Graph graph) {
    long count = 0;
    Set<Object> seen = new HashSet<>();
    for (Value value : graph.initializers()) {
      Tensor tensor = value.initializer();
      if (tensor != null
          && tensor.shape().rank() > 0
          && isWeight(tensor.elementType())
          && seen.add(tensor.content())) {
        count = Math.addExact(count, tensor.elementCount());
      }
    }
    return count;
  }

  private static boolean isWeight(DataType type) {
    return type.isFloatingPoint() || (type.bits() > 0 && type.bits() <= 8 && type != DataType.BOOL);
  }
}
