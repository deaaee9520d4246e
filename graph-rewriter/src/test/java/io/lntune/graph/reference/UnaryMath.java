package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;

/** Functions of one element without attributes. */
final class UnaryMath {
  private UnaryMath() {}

  static void register(Kernels kernels) {
    map(kernels, "Abs", Math::abs);
    map(kernels, "Neg", x -> -x);
    map(kernels, "Sign", Math::signum);
    map(kernels, "Floor", Math::floor);
    map(kernels, "Ceil", Math::ceil);
    map(kernels, "Round", Math::rint);
    map(kernels, "Sqrt", Math::sqrt);
    map(kernels, "Reciprocal", x -> 1 / x);
    map(kernels, "Exp", Math::exp);
    map(kernels, "Log", Math::log);
    map(kernels, "Erf", Erf::erf);
    map(kernels, "Sin", Math::sin);
    map(kernels, "Cos", Math::cos);
    map(kernels, "Tan", Math::tan);
    map(kernels, "Asin", Math::asin);
    map(kernels, "Acos", Math::acos);
    map(kernels, "Atan", Math::atan);
    map(kernels, "Sinh", Math::sinh);
    map(kernels, "Cosh", Math::cosh);
    map(kernels, "Tanh", Math::tanh);
    map(kernels, "Asinh", UnaryMath::asinh);
    map(kernels, "Acosh", UnaryMath::acosh);
    map(kernels, "Atanh", x -> 0.5 * Math.log1p(2 * x / (1 - x)));
    map(kernels, "BitwiseNot", x -> ~(long) x);
    test(kernels, "Not", x -> x == 0);
    test(kernels, "IsNaN", Double::isNaN);
    kernels.add(
        "IsInf",
        call -> {
          boolean negative = call.flag("detect_negative", true);
          boolean positive = call.flag("detect_positive", true);
          return where(call.in(0), x -> Double.isInfinite(x) && (x > 0 ? positive : negative));
        });
    kernels.add("Identity", call -> call.in(0));
  }

  private static void map(Kernels kernels, String type, DoubleUnaryOperator function) {
    kernels.add(type, call -> call.in(0).map(function));
  }

  private static void test(Kernels kernels, String type, DoublePredicate predicate) {
    kernels.add(type, call -> where(call.in(0), predicate));
  }

  private static Array where(Array x, DoublePredicate predicate) {
    return x.as(DataType.DOUBLE).map(v -> predicate.test(v) ? 1 : 0).as(DataType.BOOL);
  }

  /** sign(x) log(|x| + sqrt(x^2 + 1)), written so that small x keep their digits. */
  static double asinh(double x) {
    double a = Math.abs(x);
    return Math.copySign(Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1))), x);
  }

  /** log(x + sqrt(x^2 - 1)), written so that x near 1 keep their digits. */
  static double acosh(double x) {
    double t = x - 1;
    return Math.log1p(t + Math.sqrt(t * (2 + t)));
  }
}
