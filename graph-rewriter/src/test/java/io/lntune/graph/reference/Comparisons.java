package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;

/** Comparisons, logic and selection, with NumPy broadcasting. */
final class Comparisons {
  private Comparisons() {}

  private interface Relation {
    boolean holds(double a, double b);
  }

  static void register(Kernels kernels) {
    relation(kernels, "Equal", (a, b) -> a == b);
    relation(kernels, "Greater", (a, b) -> a > b);
    relation(kernels, "GreaterOrEqual", (a, b) -> a >= b);
    relation(kernels, "Less", (a, b) -> a < b);
    relation(kernels, "LessOrEqual", (a, b) -> a <= b);
    relation(kernels, "And", (a, b) -> a != 0 && b != 0);
    relation(kernels, "Or", (a, b) -> a != 0 || b != 0);
    relation(kernels, "Xor", (a, b) -> (a != 0) != (b != 0));
    kernels.add("Where", Comparisons::where);
  }

  private static void relation(Kernels kernels, String type, Relation relation) {
    kernels.add(
        type,
        call ->
            BinaryMath.zip(
                    call.oneType(0).in(0).as(DataType.DOUBLE),
                    call.in(1),
                    (a, b) -> relation.holds(a, b) ? 1 : 0)
                .as(DataType.BOOL));
  }

  private static Array where(Call call) {
    Array condition = call.in(0);
    Array then = call.oneType(1).in(1);
    Array otherwise = call.in(2);
    int[] sizes =
        Layout.broadcast(condition.sizes(), Layout.broadcast(then.sizes(), otherwise.sizes()));
    double[] chosen = Layout.expand(condition, sizes).data();
    double[] x = Layout.expand(then, sizes).data();
    double[] y = Layout.expand(otherwise, sizes).data();
    double[] result = new double[chosen.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = chosen[i] != 0 ? x[i] : y[i];
    }
    return Array.wrap(then.type(), sizes, result);
  }
}
