package io.lntune.graph.reference;

import java.util.Arrays;

/**
 * How Resize reads one axis.
 *
 * @param mode nearest, linear or cubic
 * @param coordinates the coordinate transformation mode
 * @param rounding the nearest mode
 * @param cubic the coefficient a of the cubic kernel
 * @param excludeOutside whether cubic taps outside the input get weight 0
 */
record ResizeAxis(
    String mode, String coordinates, String rounding, double cubic, boolean excludeOutside) {

  /** Weights of the {@code n} input elements in output element {@code i} of {@code size}. */
  double[] weights(int i, int n, int size, double scale) {
    double x = source(i, n, size, scale);
    double[] weights = new double[n];
    switch (mode) {
      case "nearest" -> weights[clamp(nearest(x), n)] = 1;
      case "linear" -> {
        double inside = Math.max(0, Math.min(n - 1, x));
        int left = (int) Math.floor(inside);
        weights[left] += 1 - (inside - left);
        weights[clamp(left + 1, n)] += inside - left;
      }
      case "cubic" -> cubicWeights(x, weights);
      default -> throw new IllegalArgumentException("Resize mode " + mode);
    }
    return weights;
  }

  private void cubicWeights(double x, double[] weights) {
    int left = (int) Math.floor(x);
    for (int tap = left - 1; tap <= left + 2; tap++) {
      boolean inside = tap >= 0 && tap < weights.length;
      if (inside || !excludeOutside) {
        weights[clamp(tap, weights.length)] += keys(Math.abs(x - tap));
      }
    }
    if (excludeOutside) {
      double sum = Arrays.stream(weights).sum();
      Arrays.setAll(weights, j -> weights[j] / sum);
    }
  }

  /** The cubic convolution kernel at distance {@code t} in [0, 2]. */
  private double keys(double t) {
    return t <= 1
        ? ((cubic + 2) * t - (cubic + 3)) * t * t + 1
        : ((cubic * t - 5 * cubic) * t + 8 * cubic) * t - 4 * cubic;
  }

  private double source(int i, int n, int size, double scale) {
    return switch (coordinates) {
      case "half_pixel" -> (i + 0.5) / scale - 0.5;
      case "pytorch_half_pixel" -> size > 1 ? (i + 0.5) / scale - 0.5 : 0;
      case "half_pixel_symmetric" -> {
        double adjustment = size / (n * scale);
        yield n / 2.0 * (1 - adjustment) + (i + 0.5) / scale - 0.5;
      }
      case "align_corners" -> size == 1 ? 0 : (double) i * (n - 1) / (size - 1);
      case "asymmetric" -> i / scale;
      default -> throw new IllegalArgumentException("Resize coordinates " + coordinates);
    };
  }

  private int nearest(double x) {
    return (int)
        switch (rounding) {
          case "round_prefer_floor" -> Math.ceil(x - 0.5);
          case "round_prefer_ceil" -> Math.floor(x + 0.5);
          case "floor" -> Math.floor(x);
          case "ceil" -> Math.ceil(x);
          default -> throw new IllegalArgumentException("Resize rounding " + rounding);
        };
  }

  private static int clamp(int index, int n) {
    return Math.max(0, Math.min(n - 1, index));
  }
}
