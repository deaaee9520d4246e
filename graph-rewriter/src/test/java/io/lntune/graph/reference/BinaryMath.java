package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Arithmetic of two or more arrays with NumPy broadcasting. */
final class BinaryMath {
  private BinaryMath() {}

  static void register(Kernels kernels) {
    binary(kernels, "Add", Double::sum);
    binary(kernels, "Sub", (a, b) -> a - b);
    binary(kernels, "Mul", (a, b) -> a * b);
    binary(kernels, "BitwiseAnd", (a, b) -> (long) a & (long) b);
    binary(kernels, "BitwiseOr", (a, b) -> (long) a | (long) b);
    binary(kernels, "BitwiseXor", (a, b) -> (long) a ^ (long) b);
    kernels.add("Pow", call -> zip(call.in(0), call.in(1), Math::pow));
    kernels.add("Div", call -> zip(call.oneType(0).in(0), call.in(1), division(call.in(0).type())));
    kernels.add("Mod", call -> zip(call.in(0), call.in(1), remainder(call)));
    kernels.add(
        "BitShift",
        call -> {
          boolean left = call.attribute("direction", "").equals("LEFT");
          return zip(
              call.in(0),
              call.in(1),
              (a, b) -> left ? (long) a << (long) b : (long) a >>> (long) b);
        });
    kernels.add("Sum", call -> fold(call.oneType(0).allFrom(0), Double::sum));
    kernels.add("Max", call -> fold(call.oneType(0).allFrom(0), Math::max));
    kernels.add("Min", call -> fold(call.oneType(0).allFrom(0), Math::min));
    kernels.add(
        "Mean",
        call -> {
          List<Array> all = call.oneType(0).allFrom(0);
          return fold(all, Double::sum).map(sum -> sum / all.size());
        });
  }

  private static void binary(Kernels kernels, String type, DoubleBinaryOperator function) {
    kernels.add(type, call -> zip(call.oneType(0).in(0), call.in(1), function));
  }

  /** The function of each pair of elements; the result has the type of {@code a}. */
  static Array zip(Array a, Array b, DoubleBinaryOperator function) {
    int[] sizes = Layout.broadcast(a.sizes(), b.sizes());
    double[] left = Layout.expand(a, sizes).data();
    double[] right = Layout.expand(b, sizes).data();
    double[] result = new double[left.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = Elements.store(a.type(), function.applyAsDouble(left[i], right[i]));
    }
    return Array.wrap(a.type(), sizes, result);
  }

  private static Array fold(List<Array> arrays, DoubleBinaryOperator function) {
    return arrays.stream().reduce((a, b) -> zip(a, b, function)).orElseThrow();
  }

  private static DoubleBinaryOperator division(DataType type) {
    return Elements.isInteger(type) ? BinaryMath::quotient : (a, b) -> a / b;
  }

  /** Rounded towards zero. */
  private static double quotient(double a, double b) {
    long quotient = (long) a / (long) b;
    return quotient;
  }

  /** With {@code fmod} the sign of the dividend, else (integers) the sign of the divisor. */
  private static DoubleBinaryOperator remainder(Call call) {
    return call.flag("fmod", false) ? (a, b) -> a % b : (a, b) -> Math.floorMod((long) a, (long) b);
  }
}
