package io.lntune.graph.reference;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Normalisations of images and signals X [N, C, spatial...] and along chosen axes. */
final class ChannelNormalizations {
  private static final double EPSILON = 1e-5;

  private ChannelNormalizations() {}

  static void register(Kernels kernels) {
    kernels.addMany("BatchNormalization", ChannelNormalizations::batch);
    kernels.add("InstanceNormalization", ChannelNormalizations::instance);
    kernels.add("GroupNormalization", ChannelNormalizations::group);
    kernels.add("LRN", ChannelNormalizations::localResponse);
    kernels.add("LpNormalization", ChannelNormalizations::lp);
    kernels.add("MeanVarianceNormalization", ChannelNormalizations::meanVariance);
  }

  /** A vector over C shaped to broadcast against X. */
  private static Array perChannel(Array vector, int rank) {
    int[] sizes = new int[rank];
    Arrays.fill(sizes, 1);
    sizes[1] = vector.count();
    return vector.reshaped(sizes);
  }

  private static Array affine(Array y, Array scale, Array bias) {
    Array scaled = BinaryMath.zip(y, perChannel(scale, y.rank()), (a, b) -> a * b);
    return BinaryMath.zip(scaled, perChannel(bias, y.rank()), Double::sum);
  }

  /** Outputs Y, and in training mode the updated running mean and variance. */
  private static List<Array> batch(Call call) {
    Array x = call.in(0);
    Array mean = call.in(3);
    Array variance = call.in(4);
    double epsilon = call.attribute("epsilon", EPSILON);
    double momentum = call.attribute("momentum", 0.9);
    boolean training = call.flag("training_mode", false);
    if (training) {
      int[] axes = Arrays.stream(Layout.range(x.rank())).filter(i -> i != 1).toArray();
      mean = Reductions.reduce(x, axes, false, Reductions::mean);
      variance = Reductions.reduce(x, axes, false, Reductions::variance);
    }
    Array centred = BinaryMath.zip(x, perChannel(mean, x.rank()), (a, m) -> a - m);
    Array y =
        BinaryMath.zip(
            centred, perChannel(variance, x.rank()), (a, v) -> a / Math.sqrt(v + epsilon));
    Array result = affine(y, call.in(1), call.in(2));
    return List.of(
        result,
        BinaryMath.zip(call.in(3), mean, (old, now) -> old * momentum + now * (1 - momentum)),
        BinaryMath.zip(call.in(4), variance, (old, now) -> old * momentum + now * (1 - momentum)));
  }

  /** Every block of {@code width} neighbours brought to mean 0 and variance 1. */
  private static Array standardize(Array x, int width, double epsilon) {
    return Lines.map(
            x.reshaped(x.count() / Math.max(width, 1), width),
            1,
            x.type(),
            block -> {
              double mean = Reductions.mean(block);
              double deviation = Math.sqrt(Reductions.variance(block) + epsilon);
              return Arrays.stream(block).map(v -> (v - mean) / deviation).toArray();
            })
        .reshaped(x.sizes());
  }

  private static Array instance(Call call) {
    Array x = call.in(0);
    int width = Layout.count(x.sizes(), 2, x.rank());
    Array y = standardize(x, width, call.attribute("epsilon", EPSILON));
    return affine(y, call.in(1), call.in(2));
  }

  /**
   * Scale and bias per channel (opset 21) or, when there are only as many, per group (opset 18).
   */
  private static Array group(Call call) {
    Array x = call.in(0);
    int groups = call.attribute("num_groups", 1);
    int channels = x.size(1) / groups;
    int width = channels * Layout.count(x.sizes(), 2, x.rank());
    Array y = standardize(x, width, call.attribute("epsilon", EPSILON));
    return affine(y, spread(call.in(1), x.size(1)), spread(call.in(2), x.size(1)));
  }

  private static Array spread(Array perGroup, int channels) {
    int repeat = channels / perGroup.count();
    double[] data = new double[channels];
    Arrays.setAll(data, c -> perGroup.data()[c / repeat]);
    return Array.wrap(perGroup.type(), new int[] {channels}, data);
  }

  /** X / (bias + alpha / size * sum of squares over neighbouring channels)^beta. */
  private static Array localResponse(Call call) {
    int size = call.attribute("size", 1);
    double alpha = call.attribute("alpha", 0.0001);
    double beta = call.attribute("beta", 0.75);
    double bias = call.attribute("bias", 1.0);
    UnaryOperator<double[]> line =
        x -> {
          double[] y = new double[x.length];
          for (int c = 0; c < x.length; c++) {
            int from = Math.max(0, c - (size - 1) / 2);
            int to = Math.min(x.length, c + size / 2 + 1);
            double sum = Reductions.sumOfSquares(Arrays.copyOfRange(x, from, to));
            y[c] = x[c] / Math.pow(bias + alpha / size * sum, beta);
          }
          return y;
        };
    return Lines.map(call.in(0), 1, call.in(0).type(), line);
  }

  private static Array lp(Call call) {
    Array x = call.in(0);
    int p = call.attribute("p", 2);
    return Lines.map(
        x,
        Layout.axis(call.attribute("axis", -1), x.rank()),
        x.type(),
        line -> {
          double norm = norm(line, p);
          return Arrays.stream(line).map(v -> norm == 0 ? 0 : v / norm).toArray();
        });
  }

  static double norm(double[] x, int p) {
    return Math.pow(Arrays.stream(x).map(v -> Math.pow(Math.abs(v), p)).sum(), 1.0 / p);
  }

  /** (X - mean) / (deviation + 1e-9), statistics over the given axes. */
  private static Array meanVariance(Call call) {
    Array x = call.in(0);
    long[] given = call.longs("axes");
    int[] axes = Layout.axes(given == null ? new long[] {0, 2, 3} : given, x.rank());
    Array mean = Reductions.reduce(x, axes, true, Reductions::mean);
    Array variance = Reductions.reduce(x, axes, true, Reductions::variance);
    Array centred = BinaryMath.zip(x, mean, (a, m) -> a - m);
    return BinaryMath.zip(centred, variance, (a, v) -> a / (Math.sqrt(v) + 1e-9));
  }
}
