package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;

/**
 * LayerNormalization (opset 17) and SimplifiedLayerNormalization (ONNX Runtime; RMSNormalization of
 * opset 23). Both stash their statistics as extra outputs of the forward node, so nothing is
 * recomputed.
 */
public final class NormalizationGradients {
  private NormalizationGradients() {}

  /**
   * Y = x S + B with x = (X - mean) r, r = 1 / sqrt(variance + epsilon) over the last axes. With n
   * = dY S: dX = r (n - mean(n) - x mean(n x)), dS = sum dY x, dB = sum dY (Ba et al. 2016,
   * arXiv:1607.06450).
   */
  public static Gradients layerNormalization(GradientContext g) {
    GraphBuilder b = g.builder();
    Value x = g.in(0);
    Gradients gradients = g.gradients().input(2, () -> g.unbroadcast(g.dY(), x, g.in(2)));
    if (!g.needs(0) && !g.needs(1)) {
      return gradients;
    }
    long[] axes = normalizedAxes(g);
    Value mean = statistic(g, 1, axes.length);
    Value inverse = statistic(g, 2, axes.length);
    Value normal = g.typedLike(x, b.mul(b.sub(x, mean), inverse));
    Value weighted = g.typedLike(x, b.mul(g.dY(), normal));
    return gradients
        .input(
            0,
            () -> {
              Value n = b.mul(g.dY(), g.in(1));
              Value meanN = b.reduce("ReduceMean", n, true, axes);
              Value meanNx = b.reduce("ReduceMean", b.mul(weighted, g.in(1)), true, axes);
              Value centred = b.sub(b.sub(n, meanN), b.mul(normal, meanNx));
              return g.typedLike(x, b.mul(centred, inverse));
            })
        .input(1, () -> g.unbroadcast(weighted, x, g.in(1)));
  }

  /**
   * Y = x S with x = X r, r = 1 / sqrt(mean(X^2) + epsilon). With n = dY S: dX = r (n - x mean(n
   * x)), dS = sum dY x (Zhang and Sennrich 2019, arXiv:1910.07467).
   */
  public static Gradients simplifiedLayerNormalization(GradientContext g) {
    GraphBuilder b = g.builder();
    long[] axes = normalizedAxes(g);
    Value inverse = statistic(g, 1, axes.length);
    Value x = g.in(0);
    Value normal = g.typedLike(x, b.mul(x, inverse));
    Value weighted = g.typedLike(x, b.mul(g.dY(), normal));
    return g.gradients()
        .input(
            0,
            () -> {
              Value meanNx = b.reduce("ReduceMean", b.mul(weighted, g.in(1)), true, axes);
              Value rest = b.sub(b.mul(g.dY(), g.in(1)), b.mul(normal, meanNx));
              return g.typedLike(x, b.mul(rest, inverse));
            })
        .input(1, () -> g.unbroadcast(weighted, x, g.in(1)));
  }

  static long[] normalizedAxes(GradientContext g) {
    int rank = g.rank(g.in(0));
    int first = g.axis(g.attributes().intValue("axis", -1), rank);
    long[] axes = new long[rank - first];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = (long) first + i;
    }
    return axes;
  }

  /** The statistic at output {@code index}, requested from the forward node when it is not yet. */
  static Value statistic(GradientContext g, int index, int normalized) {
    Value present = g.node().output(index);
    if (present == null) {
      present = g.builder().graph().fresh(g.out(0).name() + (index == 1 ? "_stat" : "_inverse"));
      g.builder().graph().setNodeOutput(g.node(), index, present);
    }
    Shape shape = g.in(0).shape();
    for (int i = 1; shape != null && i <= normalized; i++) {
      shape = shape.with(-i, Dim.of(1));
    }
    present.setType(new TensorType(DataType.FLOAT, shape));
    return g.builder().cast(present, g.in(0).elementType());
  }
}
