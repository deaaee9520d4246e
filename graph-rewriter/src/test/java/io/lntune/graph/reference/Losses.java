package io.lntune.graph.reference;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Classification losses over scores [N, C, d...] and labels [N, d...]. */
final class Losses {
  private Losses() {}

  static void register(Kernels kernels) {
    kernels.add("NegativeLogLikelihoodLoss", call -> negativeLogLikelihood(call, call.in(0)));
    kernels.addMany(
        "SoftmaxCrossEntropyLoss",
        call -> {
          Array logarithms = Lines.map(call.in(0), 1, call.in(0).type(), Softmaxes::logSoftmax);
          return List.of(negativeLogLikelihood(call, logarithms), logarithms);
        });
  }

  private static Array negativeLogLikelihood(Call call, Array logarithms) {
    Array labels = call.in(1);
    Array weights = call.optional(2);
    int classes = logarithms.size(1);
    int inner = Layout.count(logarithms.sizes(), 2, logarithms.rank());
    double[] losses = new double[labels.count()];
    double totalWeight = 0;
    for (int i = 0; i < losses.length; i++) {
      int label = (int) labels.data()[i];
      double weight = ignored(call, label) ? 0 : weight(weights, label);
      totalWeight += weight;
      int at = (i / inner * classes + label) * inner + i % inner;
      losses[i] = weight == 0 ? 0 : -weight * logarithms.data()[at];
    }
    String reduction = call.attribute("reduction", "mean");
    if (reduction.equals("none")) {
      return Array.wrap(logarithms.type(), labels.sizes(), losses);
    }
    double sum = Arrays.stream(losses).sum();
    return Array.scalar(logarithms.type(), reduction.equals("mean") ? sum / totalWeight : sum);
  }

  private static boolean ignored(Call call, int label) {
    return call.attributes().has("ignore_index") && label == call.attribute("ignore_index", 0);
  }

  private static double weight(@Nullable Array weights, int label) {
    return weights == null ? 1 : weights.data()[label];
  }
}
