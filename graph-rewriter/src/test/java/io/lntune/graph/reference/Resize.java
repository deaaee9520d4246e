package io.lntune.graph.reference;

import org.jspecify.annotations.Nullable;

/**
 * Resize without antialiasing or cropping, and the older Upsample. Every mode is separable: along
 * each axis an output element is a weighted sum of input elements.
 */
final class Resize {
  private Resize() {}

  static void register(Kernels kernels) {
    kernels.add("Resize", Resize::resize);
    kernels.add("Upsample", Resize::upsample);
  }

  private static Array upsample(Call call) {
    Array x = call.in(0);
    String mode = call.attribute("mode", "nearest");
    ResizeAxis axis = new ResizeAxis(mode, "asymmetric", "floor", -0.75, false);
    double[] scales = call.in(1).data();
    Array y = x;
    for (int i = 0; i < x.rank(); i++) {
      y = along(y, i, scales[i], (int) Math.floor(x.size(i) * scales[i]), axis);
    }
    return y;
  }

  private static Array resize(Call call) {
    Array x = call.in(0);
    if (call.flag("antialias", false)
        || !call.attribute("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
      throw call.invalid("antialias and aspect ratio policies are not supported");
    }
    ResizeAxis axis =
        new ResizeAxis(
            call.attribute("mode", "nearest"),
            call.attribute("coordinate_transformation_mode", "half_pixel"),
            call.attribute("nearest_mode", "round_prefer_floor"),
            call.attribute("cubic_coeff_a", -0.75),
            call.flag("exclude_outside", false));
    long[] given = call.longs("axes");
    int[] axes = given == null ? Layout.range(x.rank()) : Layout.axes(given, x.rank());
    Array scales = present(call.optional(2));
    Array sizes = present(call.optional(3));
    Array y = x;
    for (int i = 0; i < axes.length; i++) {
      int n = x.size(axes[i]);
      if (sizes != null) {
        int size = (int) sizes.data()[i];
        y = along(y, axes[i], (double) size / n, size, axis);
      } else {
        double scale = scales == null ? 1 : scales.data()[i];
        y = along(y, axes[i], scale, (int) Math.floor(n * scale), axis);
      }
    }
    return y;
  }

  private static @Nullable Array present(@Nullable Array array) {
    return array == null || array.count() == 0 ? null : array;
  }

  private static Array along(Array x, int at, double scale, int size, ResizeAxis axis) {
    int n = x.size(at);
    if (scale == 1 && size == n) {
      return x;
    }
    double[][] weights = new double[size][];
    for (int i = 0; i < size; i++) {
      weights[i] = axis.weights(i, n, size, scale);
    }
    return Lines.map(
        x,
        at,
        x.type(),
        line -> {
          double[] result = new double[size];
          for (int i = 0; i < size; i++) {
            for (int j = 0; j < n; j++) {
              result[i] += weights[i][j] * line[j];
            }
          }
          return result;
        });
  }
}
