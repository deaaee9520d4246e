package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;

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
   * MatMulNBits, Y [..., N] = A [..., K] W^T with W [N, K] in 4 or 8 bits: dA = dY W. W is
   * dequantised by the operator itself, applied to the identity matrix.
   */
  public static Gradients matMulNBits(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              long k = g.attributes().intValue("K", 0);
              Value square = b.constantOfShape(b.longs(k, k), g.in(0).elementType(), 0);
              Value identity =
                  b.like(
                      g.in(0),
                      b.call(
                          OpId.onnx("EyeLike"),
                          Map.of("dtype", new Attribute.IntValue(g.in(0).elementType().code())),
                          square));
              Value[] operands = g.node().inputs().toArray(Value[]::new);
              operands[0] = identity;
              if (operands.length > 5) {
                operands[5] = null;
              }
              Value transposed =
                  b.like(g.in(0), b.call(g.node().op(), g.attributes().copy(), operands));
              // transposed is W^T [K, N]; dA = dY W.
              g.shaped(transposed, Shape.of(-1, -1));
              return g.typedLike(g.in(0), g.matMul(g.dY(), false, transposed, true, 1));
            });
  }
}
