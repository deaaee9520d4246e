package io.lntune.graph.reference;

import org.jspecify.annotations.Nullable;

/** Conv over any number of spatial axes: X [N, C, s...], W [M, C / group, k...], B [M]. */
final class Convolution {
  private Convolution() {}

  static void register(Kernels kernels) {
    kernels.add("Conv", Convolution::convolve);
  }

  private static Array convolve(Call call) {
    Array x = call.in(0);
    Array w = call.in(1);
    Array bias = call.optional(2);
    int group = call.attribute("group", 1);
    Window window = new Window(call, Window.spatial(x), Window.spatial(w));
    int maps = w.size(0);
    int positions = Layout.count(window.output);
    double[] y = new double[x.size(0) * maps * positions];
    for (int n = 0; n < x.size(0); n++) {
      for (int m = 0; m < maps; m++) {
        int firstChannel = n * x.size(1) + m / (maps / group) * w.size(1);
        int[] out = new int[window.output.length];
        for (int p = 0; p < positions; p++) {
          y[(n * maps + m) * positions + p] =
              start(bias, m) + dot(x, firstChannel, w, m, window, out);
          Layout.next(out, window.output);
        }
      }
    }
    int[] sizes = Layout.concat(new int[] {x.size(0), maps}, window.output);
    return Array.wrap(x.type(), sizes, y);
  }

  private static double start(@Nullable Array bias, int map) {
    return bias == null ? 0 : bias.data()[map];
  }

  private static double dot(Array x, int firstChannel, Array w, int m, Window window, int[] out) {
    int area = Layout.count(window.input);
    int taps = Layout.count(window.kernel);
    int[] k = new int[window.kernel.length];
    double sum = 0;
    for (int t = 0; t < taps; t++) {
      int offset = window.offset(out, k);
      for (int c = 0; c < w.size(1) && offset >= 0; c++) {
        sum +=
            x.data()[(firstChannel + c) * area + offset] * w.data()[(m * w.size(1) + c) * taps + t];
      }
      Layout.next(k, window.kernel);
    }
    return sum;
  }
}
