package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.GraphBuilder;

/** Dropout (opset 12 and later). */
public final class DropoutGradient {
  private static final double DEFAULT_RATIO = 0.5;

  private DropoutGradient() {}

  /**
   * Without training mode Y = X: dX = dY. With it Y = X mask / (1 - ratio): dX = dY mask / (1 -
   * ratio), by the mask that the forward node drew.
   */
  public static Gradients of(GradientContext g) {
    Value mode = g.node().input(2);
    Tensor constant = mode == null ? null : ConstantTensor.of(mode);
    if (mode == null || (constant != null && constant.toDoubles()[0] == 0)) {
      return g.gradients().input(0, g::dY);
    }
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Value kept = b.sameType(g.in(0), b.cast(mask(g), g.in(0).elementType()));
              return b.mul(g.dY(), b.mul(kept, factor(g)));
            });
  }

  private static Value mask(GradientContext g) {
    Node node = g.node();
    Value mask = node.output(1);
    if (mask == null) {
      mask = node.graph().fresh(node.requiredOutput(0).name() + "_mask");
      mask.setType(new TensorType(DataType.BOOL, g.in(0).shape()));
      node.graph().setNodeOutput(node, 1, mask);
    }
    return mask;
  }

  /** 1 / (1 - ratio); nothing is left of a ratio of 1, and the factor is then 0. */
  private static Value factor(GradientContext g) {
    Value ratio = g.node().input(1);
    Tensor constant = ratio == null ? null : ConstantTensor.of(ratio);
    if (ratio != null && constant == null) {
      GraphBuilder b = g.builder();
      Value kept = b.sub(g.scalar(1, g.in(0)), b.cast(ratio, g.in(0).elementType()));
      return b.div(g.scalar(1, g.in(0)), kept);
    }
    double dropped = constant == null ? DEFAULT_RATIO : constant.toDoubles()[0];
    return g.scalar(dropped == 1 ? 0 : 1 / (1 - dropped), g.in(0));
  }
}
