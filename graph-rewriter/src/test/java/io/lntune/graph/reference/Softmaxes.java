package io.lntune.graph.reference;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Softmax and LogSoftmax along one axis, as since opset 13. */
final class Softmaxes {
  private Softmaxes() {}

  static void register(Kernels kernels) {
    add(kernels, "Softmax", Softmaxes::softmax);
    add(kernels, "LogSoftmax", Softmaxes::logSoftmax);
  }

  private static void add(Kernels kernels, String type, UnaryOperator<double[]> line) {
    kernels.add(
        type,
        call -> {
          Array x = call.in(0);
          return Lines.map(x, Layout.axis(call.attribute("axis", -1), x.rank()), x.type(), line);
        });
  }

  private static double[] softmax(double[] x) {
    double max = Arrays.stream(x).max().orElse(0);
    double[] exponentials = Arrays.stream(x).map(v -> Math.exp(v - max)).toArray();
    double sum = Reductions.sum(exponentials);
    return Arrays.stream(exponentials).map(v -> v / sum).toArray();
  }

  static double[] logSoftmax(double[] x) {
    double normalizer = Reductions.logSumExp(x);
    return Arrays.stream(x).map(v -> v - normalizer).toArray();
  }
}
