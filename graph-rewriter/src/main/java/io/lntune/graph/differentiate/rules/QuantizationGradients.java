package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;

/** Quantisers and operators on frozen weights of reduced precision. */
public final class QuantizationGradients {
  private QuantizationGradients() {}

  /**
   * QuantizeLinear, DynamicQuantizeLinear and DequantizeLinear: dX = dY, straight through (Bengio
   * et al. 2013, arXiv:1308.3432), also where the value was clipped. The gradient of the quantised
   * value in between is kept in units of the real number, so no scale appears.
   */
  public static Gradients straightThrough(GradientContext g) {
    return g.gradients().input(0, g::dY);
  }

  /**
   * MatMulNBits, Y [..., N] = A [..., K] W^T + bias [N] with W [N, K] in 2, 4 or 8 bits: dA = dY W,
   * dbias = sum of dY. W becomes real while the product runs and stays packed otherwise.
   */
  public static Gradients matMulNBits(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Value weight = b.cast(new BlockWeight(g).dequantized(), g.in(0).elementType());
              return g.typedLike(g.in(0), b.matMul(g.dY(), weight));
            })
        .input(5, () -> g.unbroadcast(g.dY(), g.out(0), g.in(5)));
  }

  /**
   * MatMulBnb4, Y [..., N] = A [..., K] W^T with W [N, K] in 4-bit numbers of a table: dA = dY W. W
   * becomes real while the product runs and stays packed otherwise.
   */
  public static Gradients matMulBnb4(GradientContext g) {
    return g.gradients()
        .input(
            0,
            () -> {
              GraphBuilder b = g.builder();
              Value weight = b.cast(new CodebookWeight(g).dequantized(), g.in(0).elementType());
              return g.typedLike(g.in(0), b.matMul(g.dY(), weight));
            });
  }
}
