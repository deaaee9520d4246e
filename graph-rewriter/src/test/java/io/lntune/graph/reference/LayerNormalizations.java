package io.lntune.graph.reference;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Normalisation over the trailing axes: LayerNormalization, its root-mean-square forms, skips. */
final class LayerNormalizations {
  private static final double EPSILON = 1e-5;
  private static final double SKIP_EPSILON = 1e-12;

  private LayerNormalizations() {}

  static void register(Kernels kernels) {
    kernels.addMany("LayerNormalization", LayerNormalizations::layerNormalization);
    kernels.addMany("SimplifiedLayerNormalization", LayerNormalizations::rootMeanSquare);
    kernels.addMany("RMSNormalization", LayerNormalizations::rootMeanSquare);
    kernels.addManyMicrosoft("LayerNormalization", LayerNormalizations::layerNormalization);
    kernels.addManyMicrosoft("SimplifiedLayerNormalization", LayerNormalizations::rootMeanSquare);
    kernels.addManyMicrosoft("SkipLayerNormalization", LayerNormalizations::skip);
    kernels.addManyMicrosoft(
        "SkipSimplifiedLayerNormalization", LayerNormalizations::skipSimplified);
  }

  /** Normalised elements with the statistics of each row, shapes [..., 1, ..., 1]. */
  private record Normalized(Array y, Array mean, Array inverseDeviation) {}

  private static Normalized normalize(Array x, int axis, boolean centre, double epsilon) {
    int width = Layout.count(x.sizes(), axis, x.rank());
    int rows = Layout.count(x.sizes(), 0, axis);
    double[] y = new double[x.count()];
    double[] means = new double[rows];
    double[] inverses = new double[rows];
    for (int r = 0; r < rows; r++) {
      double[] row = Arrays.copyOfRange(x.data(), r * width, (r + 1) * width);
      means[r] = centre ? Reductions.mean(row) : 0;
      double square = centre ? Reductions.variance(row) : Reductions.sumOfSquares(row) / row.length;
      inverses[r] = 1 / Math.sqrt(square + epsilon);
      for (int i = 0; i < width; i++) {
        y[r * width + i] = (row[i] - means[r]) * inverses[r];
      }
    }
    int[] sizes = x.sizes().clone();
    Arrays.fill(sizes, axis, sizes.length, 1);
    return new Normalized(
        Array.wrap(x.type(), x.sizes(), y),
        Array.wrap(x.type(), sizes, means),
        Array.wrap(x.type(), sizes, inverses));
  }

  private static Array affine(Array y, Array scale, @Nullable Array bias) {
    Array scaled = BinaryMath.zip(y, scale, (a, b) -> a * b);
    return bias == null ? scaled : BinaryMath.zip(scaled, bias, Double::sum);
  }

  /** Outputs Y, Mean, InvStdDev. */
  private static List<Array> layerNormalization(Call call) {
    Array x = call.in(0);
    int axis = Layout.axis(call.attribute("axis", -1), x.rank());
    Normalized n = normalize(x, axis, true, call.attribute("epsilon", EPSILON));
    return List.of(affine(n.y(), call.in(1), call.optional(2)), n.mean(), n.inverseDeviation());
  }

  /** Y = X / sqrt(mean(X^2) + epsilon) * scale; second output the inverse root. */
  private static List<Array> rootMeanSquare(Call call) {
    Array x = call.in(0);
    int axis = Layout.axis(call.attribute("axis", -1), x.rank());
    Normalized n = normalize(x, axis, false, call.attribute("epsilon", EPSILON));
    return List.of(affine(n.y(), call.in(1), null), n.inverseDeviation());
  }

  /** Inputs X, skip, gamma, beta, bias; outputs Y, mean, inverse deviation, X + skip + bias. */
  private static List<Array> skip(Call call) {
    Array sum = sum(call, 4);
    Normalized n = normalize(sum, sum.rank() - 1, true, call.attribute("epsilon", SKIP_EPSILON));
    return List.of(
        affine(n.y(), call.in(2), call.optional(3)), n.mean(), n.inverseDeviation(), sum);
  }

  /** Inputs X, skip, gamma, bias; outputs as {@link #skip}. */
  private static List<Array> skipSimplified(Call call) {
    Array sum = sum(call, 3);
    Normalized n = normalize(sum, sum.rank() - 1, false, call.attribute("epsilon", SKIP_EPSILON));
    return List.of(affine(n.y(), call.in(2), null), n.mean(), n.inverseDeviation(), sum);
  }

  private static Array sum(Call call, int biasIndex) {
    Array sum = BinaryMath.zip(call.in(0), call.in(1), Double::sum);
    Array bias = call.optional(biasIndex);
    return bias == null ? sum : BinaryMath.zip(sum, bias, Double::sum);
  }
}
