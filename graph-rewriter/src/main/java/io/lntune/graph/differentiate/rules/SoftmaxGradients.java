package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.SoftmaxGuard;
import io.lntune.graph.rewrite.GraphBuilder;

/** Softmax and LogSoftmax (opset 13: along one axis). */
public final class SoftmaxGradients {
  private SoftmaxGradients() {}

  /**
   * Y = softmax X: dX = Y (dY - sum(dY Y)). Rows that are masked completely are NaN in Y; where the
   * graph guards against them (IsNaN, Where) they count as 0, as in PyTorch's attention.
   */
  public static Gradients softmax(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Value y = withoutNan(g);
              long axis = g.attributes().intValue("axis", -1);
              Value product = b.mul(g.dY(), y);
              Value total = b.reduceSum(product, true, axis);
              return b.sub(product, b.mul(y, total));
            });
  }

  /** Y = ln softmax X: dX = dY - softmax(X) sum(dY). */
  public static Gradients logSoftmax(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              long axis = g.attributes().intValue("axis", -1);
              Value softmax = b.sameType(g.out(0), b.call("Exp", g.out(0)));
              return b.sub(g.dY(), b.mul(softmax, b.reduceSum(g.dY(), true, axis)));
            });
  }

  /** Y, with 0 for the rows that the graph itself guards against. */
  static Value withoutNan(GradientContext g) {
    Value y = g.out(0);
    for (Use use : y.uses()) {
      if (use.node().is("IsNaN")) {
        return guarded(g, y, use.node().requiredOutput(0));
      }
    }
    return y;
  }

  /** The forward graph's own {@code Where(isNaN, 0, Y)} when it has one, else a new one. */
  private static Value guarded(GradientContext g, Value y, Value isNan) {
    for (Use use : isNan.uses()) {
      Node node = use.node();
      if (SoftmaxGuard.replacesNan(node)) {
        return node.requiredOutput(0);
      }
    }
    return g.builder().sameType(y, g.builder().call("Where", isNan, g.scalar(0, y), y));
  }
}
