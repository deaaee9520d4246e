package io.lntune.graph.rewrite.fold;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Operators that treat each element alone, with broadcasting. Float32 arithmetic done in double and
 * rounded once gives the float32 result exactly.
 */
final class ElementwiseFolds {
  /** A relation of two integers. */
  interface LongRelation {
    boolean holds(long a, long b);
  }

  /** A relation of two numbers. */
  interface DoubleRelation {
    boolean holds(double a, double b);
  }

  /** For operators without floating-point form. */
  static final DoubleUnaryOperator NO_NUMBER =
      a -> {
        throw new NotFoldableException("not defined for floating-point elements");
      };

  /** For operators without floating-point form. */
  static final DoubleBinaryOperator NO_NUMBERS = (a, b) -> NO_NUMBER.applyAsDouble(a);

  /** For operators without integer form. */
  static final LongUnaryOperator NO_INTEGER =
      a -> {
        throw new NotFoldableException("not defined for integer elements");
      };

  private ElementwiseFolds() {}

  static FoldRule unary(LongUnaryOperator integers, DoubleUnaryOperator numbers) {
    return (node, inputs) -> {
      SmallArray x = FoldInputs.required(inputs, 0);
      SmallArray result = new SmallArray(x.type(), x.sizes());
      for (int i = 0; i < result.count(); i++) {
        if (x.isFloatingPoint()) {
          result.set(i, numbers.applyAsDouble(x.number(i)));
        } else {
          result.set(i, integers.applyAsLong(x.integer(i)));
        }
      }
      return result;
    };
  }

  static FoldRule arithmetic(LongBinaryOperator integers, DoubleBinaryOperator numbers) {
    return (node, inputs) -> {
      SmallArray a = operand(inputs, 0);
      SmallArray b = operand(inputs, 1);
      SmallArray result = new SmallArray(a.type(), Broadcast.sizes(a.sizes(), b.sizes()));
      int[] left = Broadcast.indices(a.sizes(), result.sizes());
      int[] right = Broadcast.indices(b.sizes(), result.sizes());
      for (int i = 0; i < result.count(); i++) {
        if (a.isFloatingPoint()) {
          result.set(i, numbers.applyAsDouble(a.number(left[i]), b.number(right[i])));
        } else {
          result.set(i, integers.applyAsLong(a.integer(left[i]), b.integer(right[i])));
        }
      }
      return result;
    };
  }

  static FoldRule comparison(LongRelation integers, DoubleRelation numbers) {
    return (node, inputs) -> {
      SmallArray a = operand(inputs, 0);
      SmallArray b = operand(inputs, 1);
      SmallArray result = new SmallArray(DataType.BOOL, Broadcast.sizes(a.sizes(), b.sizes()));
      int[] left = Broadcast.indices(a.sizes(), result.sizes());
      int[] right = Broadcast.indices(b.sizes(), result.sizes());
      for (int i = 0; i < result.count(); i++) {
        boolean holds =
            a.isFloatingPoint()
                ? numbers.holds(a.number(left[i]), b.number(right[i]))
                : integers.holds(a.integer(left[i]), b.integer(right[i]));
        result.set(i, holds ? 1L : 0L);
      }
      return result;
    };
  }

  private static SmallArray operand(List<@Nullable SmallArray> inputs, int index) {
    SmallArray operand = FoldInputs.required(inputs, index);
    if (inputs.size() != 2 || operand.type() != FoldInputs.required(inputs, 0).type()) {
      throw new NotFoldableException("two operands of one type expected");
    }
    return operand;
  }

  static SmallArray mod(Node node, List<@Nullable SmallArray> inputs) {
    if (node.attributes().intValue("fmod", 0) != 0) {
      throw new NotFoldableException("fmod");
    }
    return arithmetic((a, b) -> b == 0 ? divide(a, b) : Math.floorMod(a, b), NO_NUMBERS)
        .fold(node, inputs);
  }

  static SmallArray where(Node node, List<@Nullable SmallArray> inputs) {
    SmallArray condition = FoldInputs.required(inputs, 0);
    SmallArray then = FoldInputs.required(inputs, 1);
    SmallArray otherwise = FoldInputs.required(inputs, 2);
    long[] sizes =
        Broadcast.sizes(condition.sizes(), Broadcast.sizes(then.sizes(), otherwise.sizes()));
    SmallArray result = new SmallArray(then.type(), sizes);
    int[] test = Broadcast.indices(condition.sizes(), sizes);
    int[] left = Broadcast.indices(then.sizes(), sizes);
    int[] right = Broadcast.indices(otherwise.sizes(), sizes);
    for (int i = 0; i < result.count(); i++) {
      if (condition.integer(test[i]) != 0) {
        result.copy(i, then, left[i]);
      } else {
        result.copy(i, otherwise, right[i]);
      }
    }
    return result;
  }

  static long divide(long a, long b) {
    if (b == 0) {
      throw new NotFoldableException("division by zero");
    }
    return a / b;
  }
}
