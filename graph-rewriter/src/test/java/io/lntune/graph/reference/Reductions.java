package io.lntune.graph.reference;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** Reductions over some or all axes. */
final class Reductions {
  private Reductions() {}

  static void register(Kernels kernels) {
    add(kernels, "ReduceSum", Reductions::sum);
    add(kernels, "ReduceMean", Reductions::mean);
    add(kernels, "ReduceMax", x -> Arrays.stream(x).reduce(Double.NEGATIVE_INFINITY, Math::max));
    add(kernels, "ReduceMin", x -> Arrays.stream(x).reduce(Double.POSITIVE_INFINITY, Math::min));
    add(kernels, "ReduceProd", x -> Arrays.stream(x).reduce(1, (a, b) -> a * b));
    add(kernels, "ReduceL1", x -> Arrays.stream(x).map(Math::abs).sum());
    add(kernels, "ReduceL2", x -> Math.sqrt(sumOfSquares(x)));
    add(kernels, "ReduceSumSquare", Reductions::sumOfSquares);
    add(kernels, "ReduceLogSum", x -> Math.log(sum(x)));
    add(kernels, "ReduceLogSumExp", Reductions::logSumExp);
  }

  private static void add(Kernels kernels, String type, ToDoubleFunction<double[]> function) {
    kernels.add(
        type,
        call -> {
          Array x = call.in(0);
          long[] axes = call.longs(1, "axes");
          boolean none = axes == null || axes.length == 0;
          if (none && call.flag("noop_with_empty_axes", false)) {
            return x;
          }
          int[] reduced = none ? Layout.range(x.rank()) : Layout.axes(axes, x.rank());
          return reduce(x, reduced, call.flag("keepdims", true), function);
        });
  }

  /** The function of the elements that share an index outside {@code axes}. */
  static Array reduce(Array x, int[] axes, boolean keepDims, ToDoubleFunction<double[]> function) {
    int[] strides = Layout.strides(x.sizes());
    int[] kept =
        Arrays.stream(Layout.range(x.rank())).filter(i -> !Layout.contains(axes, i)).toArray();
    int[] starts = Layout.offsets(select(x.sizes(), kept), select(strides, kept));
    int[] steps = Layout.offsets(select(x.sizes(), axes), select(strides, axes));
    double[] result = new double[starts.length];
    double[] group = new double[steps.length];
    for (int i = 0; i < starts.length; i++) {
      for (int j = 0; j < steps.length; j++) {
        group[j] = x.data()[starts[i] + steps[j]];
      }
      result[i] = Elements.store(x.type(), function.applyAsDouble(group));
    }
    int[] sizes = select(x.sizes(), kept);
    if (keepDims) {
      sizes = x.sizes().clone();
      for (int axis : axes) {
        sizes[axis] = 1;
      }
    }
    return Array.wrap(x.type(), sizes, result);
  }

  static double sum(double[] x) {
    return Arrays.stream(x).sum();
  }

  static double mean(double[] x) {
    return sum(x) / x.length;
  }

  /** Mean of the squared distances from the mean. */
  static double variance(double[] x) {
    double mean = mean(x);
    return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length;
  }

  static double sumOfSquares(double[] x) {
    return Arrays.stream(x).map(v -> v * v).sum();
  }

  /** log(sum of exp(x)), shifted by the maximum so that nothing overflows. */
  static double logSumExp(double[] x) {
    double max = Arrays.stream(x).max().orElse(0);
    double shift = Double.isInfinite(max) ? 0 : max;
    return shift + Math.log(Arrays.stream(x).map(v -> Math.exp(v - shift)).sum());
  }

  static int[] select(int[] values, int[] indices) {
    return Arrays.stream(indices).map(i -> values[i]).toArray();
  }
}
