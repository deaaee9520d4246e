package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;
import java.util.function.Supplier;

/** Activation functions (ONNX opset 21): dX = dY f'(X), elementwise; 0 at a kink unless stated. */
public final class ActivationGradients {
  private ActivationGradients() {}

  private static Gradients times(GradientContext g, Supplier<Value> derivative) {
    return g.gradients().input(0, () -> g.builder().mul(g.dY(), derivative.get()));
  }

  private static Value f(GradientContext g, String onnxType, Value x) {
    return g.builder().sameType(x, g.builder().call(onnxType, x));
  }

  private static Value c(GradientContext g, double value) {
    return g.scalar(value, g.in(0));
  }

  private static Value positive(GradientContext g) {
    return g.builder().call("Greater", g.in(0), c(g, 0));
  }

  private static double alpha(GradientContext g, double absent) {
    return g.attributes().floatValue("alpha", (float) absent);
  }

  /** Y = max(X, 0): dX = dY where X > 0. */
  public static Gradients relu(GradientContext g) {
    return g.gradients().input(0, () -> g.builder().where(positive(g), g.dY(), c(g, 0)));
  }

  /** Y = X > 0 ? X : a X: dX = dY (X > 0 ? 1 : a). */
  public static Gradients leakyRelu(GradientContext g) {
    GraphBuilder b = g.builder();
    return times(g, () -> b.where(positive(g), c(g, 1), c(g, alpha(g, 0.01))));
  }

  /** Y = X > 0 ? X : S X: dX = dY (X > 0 ? 1 : S), dS = dY (X > 0 ? 0 : X). */
  public static Gradients pRelu(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(0, () -> b.mul(g.dY(), b.where(positive(g), c(g, 1), g.in(1))))
        .input(1, () -> b.mul(g.dY(), b.where(positive(g), c(g, 0), g.in(0))));
  }

  /** Y = X > 0 ? X : a (e^X - 1): dX = dY (X > 0 ? 1 : Y + a). */
  public static Gradients elu(GradientContext g) {
    GraphBuilder b = g.builder();
    return times(g, () -> b.where(positive(g), c(g, 1), b.add(g.out(0), c(g, alpha(g, 1)))));
  }

  /** Y = s (X > 0 ? X : a (e^X - 1)): dX = dY (X > 0 ? s : Y + s a). */
  public static Gradients selu(GradientContext g) {
    GraphBuilder b = g.builder();
    double a = alpha(g, 1.6732632);
    double s = g.attributes().floatValue("gamma", 1.050701f);
    return times(g, () -> b.where(positive(g), c(g, s), b.add(g.out(0), c(g, s * a))));
  }

  /** Y = max(0, X) + min(0, a (e^(X/a) - 1)): dX = dY (X > 0 ? 1 : e^(X/a)). */
  public static Gradients celu(GradientContext g) {
    GraphBuilder b = g.builder();
    Supplier<Value> tail = () -> f(g, "Exp", b.scale(g.in(0), 1 / alpha(g, 1)));
    return times(g, () -> b.where(positive(g), c(g, 1), tail.get()));
  }

  /** Y = 1 / (1 + e^-X): dX = dY Y (1 - Y). */
  public static Gradients sigmoid(GradientContext g) {
    GraphBuilder b = g.builder();
    return times(g, () -> b.mul(g.out(0), b.sub(c(g, 1), g.out(0))));
  }

  /** Y = max(0, min(1, a X + b)): dX = dY a where 0 < Y < 1. */
  public static Gradients hardSigmoid(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Value inside =
                  b.call(
                      "And",
                      b.call("Greater", g.out(0), c(g, 0)),
                      b.call("Less", g.out(0), c(g, 1)));
              return b.where(inside, b.scale(g.dY(), alpha(g, 0.2)), c(g, 0));
            });
  }

  /** Y = X max(0, min(1, X/6 + 1/2)): dX = dY (X <= -3 ? 0 : X >= 3 ? 1 : X/3 + 1/2). */
  public static Gradients hardSwish(GradientContext g) {
    GraphBuilder b = g.builder();
    return times(
        g,
        () -> {
          Value middle = b.add(b.scale(g.in(0), 1.0 / 3), c(g, 0.5));
          Value upper = b.where(b.call("GreaterOrEqual", g.in(0), c(g, 3)), c(g, 1), middle);
          return b.where(b.call("LessOrEqual", g.in(0), c(g, -3)), c(g, 0), upper);
        });
  }

  /** Y = ln(1 + e^X): dX = dY sigmoid(X). */
  public static Gradients softplus(GradientContext g) {
    return times(g, () -> f(g, "Sigmoid", g.in(0)));
  }

  /** Y = X / (1 + |X|): dX = dY (1 - |Y|)^2. */
  public static Gradients softsign(GradientContext g) {
    GraphBuilder b = g.builder();
    return times(
        g,
        () -> {
          Value rest = b.sub(c(g, 1), f(g, "Abs", g.out(0)));
          return b.mul(rest, rest);
        });
  }

  /** Y = X t with t = tanh(softplus(X)): dX = dY (t + X (1 - t^2) sigmoid(X)). */
  public static Gradients mish(GradientContext g) {
    GraphBuilder b = g.builder();
    return times(
        g,
        () -> {
          Value t = f(g, "Tanh", f(g, "Softplus", g.in(0)));
          Value slope = b.mul(b.sub(c(g, 1), b.mul(t, t)), f(g, "Sigmoid", g.in(0)));
          return b.add(t, b.mul(g.in(0), slope));
        });
  }

  /** Y = X > a ? X : 0: dX = dY where X > a. */
  public static Gradients thresholdedRelu(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(0, () -> b.where(b.call("Greater", g.in(0), c(g, alpha(g, 1))), g.dY(), c(g, 0)));
  }

  /** Y = X shrunk towards 0 by a bias outside [-lambda, lambda], 0 inside: dX = dY outside. */
  public static Gradients shrink(GradientContext g) {
    GraphBuilder b = g.builder();
    double lambda = g.attributes().floatValue("lambd", 0.5f);
    return g.gradients()
        .input(
            0,
            () -> {
              Value outside = b.call("Greater", f(g, "Abs", g.in(0)), c(g, lambda));
              return b.where(outside, g.dY(), c(g, 0));
            });
  }

  /** Y = X sigmoid(a X) (com.microsoft): with s the sigmoid, dX = dY s (1 + a X (1 - s)). */
  public static Gradients quickGelu(GradientContext g) {
    GraphBuilder b = g.builder();
    double a = alpha(g, 1.702);
    return times(
        g,
        () -> {
          Value s = f(g, "Sigmoid", b.scale(g.in(0), a));
          Value rest = b.mul(b.scale(g.in(0), a), b.sub(c(g, 1), s));
          return b.mul(s, b.add(rest, c(g, 1)));
        });
  }

  /**
   * Y = X Phi(X) (Gelu-20): dX = dY (Phi(X) + X phi(X)) with the normal distribution Phi and
   * density phi; with {@code approximate = tanh} the derivative of that formula.
   */
  public static Gradients gelu(GradientContext g) {
    boolean tanh = g.attributes().string("approximate", "none").equals("tanh");
    return times(g, () -> tanh ? tanhGeluSlope(g) : erfGeluSlope(g));
  }

  private static Value erfGeluSlope(GradientContext g) {
    GraphBuilder b = g.builder();
    // With u = X / sqrt 2: slope = (1 + erf u) / 2 + u exp(-u^2) / sqrt pi. HardSigmoid with slope
    // and
    // offset 1/2 is (1 + erf u) / 2 in one pass, and the factor 1 / sqrt pi goes into the exponent.
    Value u = b.scale(g.in(0), Math.sqrt(0.5));
    Map<String, Attribute> halves =
        Map.of("alpha", new Attribute.FloatValue(0.5f), "beta", new Attribute.FloatValue(0.5f));
    Value half = b.sameType(g.in(0), b.call(OpId.onnx("HardSigmoid"), halves, f(g, "Erf", u)));
    Value exponent = b.sub(c(g, -0.5 * Math.log(Math.PI)), b.mul(u, u));
    return b.add(half, b.mul(u, f(g, "Exp", exponent)));
  }

  private static Value tanhGeluSlope(GradientContext g) {
    GraphBuilder b = g.builder();
    // (1 + tanh(z/2)) / 2 is sigmoid(z): Y = X s with s = sigmoid(z), z = X (k + c X^2), so that
    // the slope is s (1 + X z' (1 - s)) with X z' = X (k + 3 c X^2): two passes less than by tanh.
    double k = 2 * Math.sqrt(2 / Math.PI);
    Value x = g.in(0);
    Value cubic = b.scale(b.mul(x, x), 0.044715 * k);
    Value s = f(g, "Sigmoid", b.mul(x, b.add(cubic, c(g, k))));
    Value steep = b.mul(x, b.add(b.scale(cubic, 3), c(g, k)));
    return b.mul(s, b.add(b.mul(steep, b.sub(c(g, 1), s)), c(g, 1)));
  }
}
