package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Pooling over the spatial axes of X [N, C, s...]. */
final class Pooling {
  private Pooling() {}

  static void register(Kernels kernels) {
    kernels.add("AveragePool", Pooling::average);
    kernels.addMany("MaxPool", Pooling::max);
    kernels.add("LpPool", Pooling::lp);
    global(kernels, "GlobalAveragePool", Reductions::mean);
    global(
        kernels,
        "GlobalMaxPool",
        x -> Arrays.stream(x).reduce(Double.NEGATIVE_INFINITY, Math::max));
    kernels.add(
        "GlobalLpPool",
        call -> overSpace(call.in(0), x -> ChannelNormalizations.norm(x, call.attribute("p", 2))));
  }

  private static void global(Kernels kernels, String type, ToDoubleFunction<double[]> function) {
    kernels.add(type, call -> overSpace(call.in(0), function));
  }

  private static Array overSpace(Array x, ToDoubleFunction<double[]> function) {
    int[] axes = Arrays.stream(Layout.range(x.rank())).filter(i -> i >= 2).toArray();
    return Reductions.reduce(x, axes, true, function);
  }

  /** One window: reads it and gives its element of the result. */
  private interface Reader {
    double read(int plane, int[] out);
  }

  private static Array pool(Array x, DataType type, Window window, Reader reader) {
    int planes = x.size(0) * x.size(1);
    int positions = Layout.count(window.output);
    double[] y = new double[planes * positions];
    int[] out = new int[window.output.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = reader.read(i / positions, out);
      Layout.next(out, window.output);
    }
    int[] head = {x.size(0), x.size(1)};
    return Array.wrap(type, Layout.concat(head, window.output), y);
  }

  private static Window window(Call call) {
    int[] kernel = Window.attribute(call, "kernel_shape", 0, 1);
    return new Window(call, Window.spatial(call.in(0)), kernel);
  }

  private static Array average(Call call) {
    Array x = call.in(0);
    Window window = window(call);
    int area = Layout.count(window.input);
    boolean countPadding = call.flag("count_include_pad", false);
    return pool(
        x,
        x.type(),
        window,
        (plane, out) -> {
          int[] k = new int[window.kernel.length];
          double sum = 0;
          int count = 0;
          do {
            int offset = window.offset(out, k);
            sum += offset < 0 ? 0 : x.data()[plane * area + offset];
            count += offset >= 0 || (countPadding && window.withinPadding(out, k)) ? 1 : 0;
          } while (Layout.next(k, window.kernel));
          return sum / count;
        });
  }

  /** Outputs the maxima and their positions in the flattened input; the first of equals wins. */
  private static List<Array> max(Call call) {
    Array x = call.in(0);
    Window window = window(call);
    int area = Layout.count(window.input);
    if (call.flag("storage_order", false)) {
      throw call.invalid("storage_order 1 is not supported");
    }
    Array indices =
        pool(
            x,
            DataType.INT64,
            window,
            (plane, out) -> {
              int[] k = new int[window.kernel.length];
              int best = -1;
              do {
                int offset = window.offset(out, k);
                int at = plane * area + offset;
                if (offset >= 0 && (best < 0 || x.data()[at] > x.data()[best])) {
                  best = at;
                }
              } while (Layout.next(k, window.kernel));
              return best;
            });
    double[] values = new double[indices.count()];
    for (int i = 0; i < values.length; i++) {
      int at = (int) indices.data()[i];
      values[i] = at < 0 ? Double.NEGATIVE_INFINITY : x.data()[at];
    }
    return List.of(Array.wrap(x.type(), indices.sizes(), values), indices);
  }

  private static Array lp(Call call) {
    Array x = call.in(0);
    Window window = window(call);
    int area = Layout.count(window.input);
    int p = call.attribute("p", 2);
    return pool(
        x,
        x.type(),
        window,
        (plane, out) -> {
          int[] k = new int[window.kernel.length];
          double sum = 0;
          do {
            int offset = window.offset(out, k);
            sum += offset < 0 ? 0 : Math.pow(Math.abs(x.data()[plane * area + offset]), p);
          } while (Layout.next(k, window.kernel));
          return Math.pow(sum, 1.0 / p);
        });
  }
}
