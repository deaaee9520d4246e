package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.SoftmaxGuard;
import io.lntune.graph.rewrite.GraphBuilder;

/**
 * Two-operand and variadic arithmetic (ONNX opset 14). Gradients have the shape of the output; the
 * driver sums them back to the shape of each operand.
 */
public final class ArithmeticGradients {
  private ArithmeticGradients() {}

  /** Y = A + B: dA = dY, dB = dY. */
  public static Gradients add(GradientContext g) {
    return g.gradients().input(0, g::dY).input(1, g::dY);
  }

  /** Y = A - B: dA = dY, dB = -dY. */
  public static Gradients sub(GradientContext g) {
    return g.gradients().input(0, g::dY).input(1, () -> g.builder().neg(g.dY()));
  }

  /** Y = A B: dA = dY B, dB = dY A. */
  public static Gradients mul(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(0, () -> b.mul(g.dY(), g.in(1)))
        .input(1, () -> b.mul(g.dY(), g.in(0)));
  }

  /** Y = A / B: dA = dY / B, dB = -dY Y / B. */
  public static Gradients div(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(0, () -> b.div(g.dY(), g.in(1)))
        .input(1, () -> b.neg(b.div(b.mul(g.dY(), g.out(0)), g.in(1))));
  }

  /**
   * Y = A^B: dA = dY B A^(B-1), 0 where B = 0; dB = dY Y ln A, 0 where A = 0 and B >= 0. A constant
   * exponent 2 or 3 uses products, which are exact for negative A and faster.
   */
  public static Gradients pow(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients().input(0, () -> powBase(g)).input(1, () -> powExponent(g, b));
  }

  private static Value powBase(GradientContext g) {
    GraphBuilder b = g.builder();
    Value a = g.in(0);
    Value exponent = g.in(1);
    double constant = constantOr(exponent, Double.NaN);
    if (constant == 2) {
      return b.mul(b.scale(g.dY(), 2), a);
    }
    if (constant == 3) {
      return b.mul(b.mul(b.scale(g.dY(), 3), a), a);
    }
    Value power = b.cast(exponent, a.elementType());
    Value lower = b.like(a, b.call("Pow", a, b.sub(power, g.scalar(1, a))));
    Value product = b.mul(power, lower);
    // 0^(-1) is infinite where the exponent is 0, but the gradient there is 0.
    Value flat = b.call("Equal", power, g.scalar(0, a));
    return b.mul(g.dY(), b.where(flat, g.scalar(0, a), product));
  }

  private static Value powExponent(GradientContext g, GraphBuilder b) {
    Value a = g.in(0);
    Value zeroBase =
        b.call(
            "And",
            b.call("Equal", a, g.scalar(0, a)),
            b.call("GreaterOrEqual", g.in(1), g.scalar(0, g.in(1))));
    Value log = b.like(a, b.call("Log", a));
    Value product = b.where(zeroBase, g.scalar(0, a), b.mul(g.out(0), log));
    return b.mul(g.dY(), product);
  }

  private static double constantOr(Value value, double otherwise) {
    return value.initializer() != null && value.initializer().elementCount() == 1
        ? value.initializer().toDoubles()[0]
        : otherwise;
  }

  /** Y = A mod B with fmod = 1: dA = dY, dB = -dY trunc(A / B). */
  public static Gradients mod(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(0, g::dY)
        .input(
            1,
            () -> {
              Value whole = b.div(b.sub(g.in(0), g.out(0)), g.in(1));
              return b.neg(b.mul(g.dY(), whole));
            });
  }

  /** Y = sum of all operands: each gets dY. */
  public static Gradients sum(GradientContext g) {
    Gradients gradients = g.gradients();
    for (int i = 0; i < g.node().inputs().size(); i++) {
      gradients.input(i, g::dY);
    }
    return gradients;
  }

  /** Y = mean of n operands: each gets dY / n. */
  public static Gradients mean(GradientContext g) {
    Gradients gradients = g.gradients();
    int count = g.node().inputs().size();
    for (int i = 0; i < count; i++) {
      gradients.input(i, () -> g.builder().scale(g.dY(), 1.0 / count));
    }
    return gradients;
  }

  /** Y = elementwise maximum or minimum: dY goes to the operands equal to Y, shared among ties. */
  public static Gradients extremum(GradientContext g) {
    GraphBuilder b = g.builder();
    int count = g.node().inputs().size();
    Gradients gradients = g.gradients();
    if (count == 1) {
      return gradients.input(0, g::dY);
    }
    Value[] chosen = new Value[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = b.cast(b.call("Equal", g.in(i), g.out(0)), g.in(0).elementType());
    }
    Value share = b.div(g.dY(), b.like(g.in(0), b.call("Sum", chosen)));
    for (int i = 0; i < count; i++) {
      Value mask = chosen[i];
      gradients.input(i, () -> b.mul(share, mask));
    }
    return gradients;
  }

  /** Y = C ? A : B: dA = C ? dY : 0, dB = C ? 0 : dY. */
  public static Gradients where(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(1, () -> b.where(g.in(0), g.dY(), g.scalar(0, g.out(0))))
        .input(2, () -> SoftmaxGuard.is(g.node()) ? g.dY() : whereFalse(g));
  }

  private static Value whereFalse(GradientContext g) {
    GraphBuilder b = g.builder();
    return b.like(g.dY(), b.call("Where", g.in(0), g.scalar(0, g.out(0)), g.dY()));
  }
}
