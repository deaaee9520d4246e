package io.lntune.graph.rewrite.fold;

import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Reductions of one-dimensional arrays, the only ones that shape arithmetic needs. */
final class ReduceFolds {
  private ReduceFolds() {}

  static FoldRule over(LongBinaryOperator integers, DoubleBinaryOperator numbers, long start) {
    return (node, inputs) -> {
      SmallArray x = FoldInputs.required(inputs, 0);
      if (x.rank() != 1 || node.attributes().intValue("noop_with_empty_axes", 0) != 0) {
        throw new NotFoldableException("reduction of rank " + x.rank());
      }
      boolean keepDims = node.attributes().intValue("keepdims", 1) != 0;
      SmallArray result = new SmallArray(x.type(), keepDims ? new long[] {1} : new long[0]);
      result.set(0, start);
      for (int i = 0; i < x.count(); i++) {
        if (x.isFloatingPoint()) {
          result.set(0, numbers.applyAsDouble(result.number(0), x.number(i)));
        } else {
          result.set(0, integers.applyAsLong(result.integer(0), x.integer(i)));
        }
      }
      return result;
    };
  }
}
