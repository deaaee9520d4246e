package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.function.Supplier;

/** One-operand mathematics (ONNX opset 13 and later): dX = dY f'(X), elementwise. */
public final class ElementwiseGradients {
  private ElementwiseGradients() {}

  private static Gradients times(GradientContext g, Supplier<Value> derivative) {
    return g.gradients().input(0, () -> g.builder().mul(g.dY(), derivative.get()));
  }

  private static Value f(GradientContext g, String onnxType, Value x) {
    return g.builder().sameType(x, g.builder().call(onnxType, x));
  }

  private static Value c(GradientContext g, double value) {
    return g.scalar(value, g.in(0));
  }

  /** 1 - v^2. */
  private static Value oneMinusSquare(GradientContext g, Value v) {
    return g.builder().sub(c(g, 1), g.builder().mul(v, v));
  }

  /** 1 + x^2. */
  private static Value onePlusSquare(GradientContext g) {
    GraphBuilder b = g.builder();
    return b.add(b.mul(g.in(0), g.in(0)), c(g, 1));
  }

  /** Y = X: dX = dY. */
  public static Gradients identity(GradientContext g) {
    return g.gradients().input(0, g::dY);
  }

  /** Y = -X: dX = -dY. */
  public static Gradients neg(GradientContext g) {
    return g.gradients().input(0, () -> g.builder().neg(g.dY()));
  }

  /** Y = |X|: dX = dY sign(X), 0 at 0. */
  public static Gradients abs(GradientContext g) {
    return times(g, () -> f(g, "Sign", g.in(0)));
  }

  /** Y = sqrt(X): dX = dY / (2 Y). */
  public static Gradients sqrt(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients().input(0, () -> b.div(b.scale(g.dY(), 0.5), g.out(0)));
  }

  /** Y = 1 / X: dX = -dY Y^2. */
  public static Gradients reciprocal(GradientContext g) {
    GraphBuilder b = g.builder();
    return times(g, () -> b.neg(b.mul(g.out(0), g.out(0))));
  }

  /** Y = e^X: dX = dY Y. */
  public static Gradients exp(GradientContext g) {
    return times(g, () -> g.out(0));
  }

  /** Y = ln X: dX = dY / X. */
  public static Gradients log(GradientContext g) {
    return g.gradients().input(0, () -> g.builder().div(g.dY(), g.in(0)));
  }

  /** Y = erf(X): dX = dY 2/sqrt(pi) exp(-X^2). */
  public static Gradients erf(GradientContext g) {
    GraphBuilder b = g.builder();
    return times(
        g,
        () -> {
          Value bell = f(g, "Exp", b.neg(b.mul(g.in(0), g.in(0))));
          return b.scale(bell, 2 / Math.sqrt(Math.PI));
        });
  }

  /** Y = sin X: dX = dY cos X. */
  public static Gradients sin(GradientContext g) {
    return times(g, () -> f(g, "Cos", g.in(0)));
  }

  /** Y = cos X: dX = -dY sin X. */
  public static Gradients cos(GradientContext g) {
    return times(g, () -> g.builder().neg(f(g, "Sin", g.in(0))));
  }

  /** Y = tan X: dX = dY (1 + Y^2). */
  public static Gradients tan(GradientContext g) {
    GraphBuilder b = g.builder();
    return times(g, () -> b.add(b.mul(g.out(0), g.out(0)), c(g, 1)));
  }

  /** Y = arcsin X: dX = dY / sqrt(1 - X^2). */
  public static Gradients asin(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients().input(0, () -> b.div(g.dY(), f(g, "Sqrt", oneMinusSquare(g, g.in(0)))));
  }

  /** Y = arccos X: dX = -dY / sqrt(1 - X^2). */
  public static Gradients acos(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(0, () -> b.neg(b.div(g.dY(), f(g, "Sqrt", oneMinusSquare(g, g.in(0))))));
  }

  /** Y = arctan X: dX = dY / (1 + X^2). */
  public static Gradients atan(GradientContext g) {
    return g.gradients().input(0, () -> g.builder().div(g.dY(), onePlusSquare(g)));
  }

  /** Y = sinh X: dX = dY cosh X. */
  public static Gradients sinh(GradientContext g) {
    return times(g, () -> f(g, "Cosh", g.in(0)));
  }

  /** Y = cosh X: dX = dY sinh X. */
  public static Gradients cosh(GradientContext g) {
    return times(g, () -> f(g, "Sinh", g.in(0)));
  }

  /** Y = tanh X: dX = dY (1 - Y^2). */
  public static Gradients tanh(GradientContext g) {
    return times(g, () -> oneMinusSquare(g, g.out(0)));
  }

  /** Y = arsinh X: dX = dY / sqrt(1 + X^2). */
  public static Gradients asinh(GradientContext g) {
    return g.gradients().input(0, () -> g.builder().div(g.dY(), f(g, "Sqrt", onePlusSquare(g))));
  }

  /** Y = arcosh X: dX = dY / sqrt(X^2 - 1). */
  public static Gradients acosh(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(0, () -> b.div(g.dY(), f(g, "Sqrt", b.sub(b.mul(g.in(0), g.in(0)), c(g, 1)))));
  }

  /** Y = artanh X: dX = dY / (1 - X^2). */
  public static Gradients atanh(GradientContext g) {
    return g.gradients().input(0, () -> g.builder().div(g.dY(), oneMinusSquare(g, g.in(0))));
  }

  /** Y = X in another floating-point type: dX = dY in the type of X. */
  public static Gradients cast(GradientContext g) {
    return g.gradients()
        .input(
            0,
            () -> {
              DataType type = g.in(0).elementType();
              return g.builder().cast(g.dY(), type);
            });
  }

  /**
   * Y = X clipped to [min, max]: dX = dY where min <= X <= max, else 0 (as PyTorch). A bound
   * collects dY where it is the result; max wins over a larger min.
   */
  public static Gradients clip(GradientContext g) {
    GraphBuilder b = g.builder();
    Value min = g.node().input(1);
    Value max = g.node().input(2);
    return g.gradients()
        .input(
            0,
            () -> {
              Value gradient = g.dY();
              Value zero = c(g, 0);
              if (min != null) {
                gradient = b.where(b.call("GreaterOrEqual", g.in(0), min), gradient, zero);
              }
              if (max != null) {
                gradient = b.where(b.call("LessOrEqual", g.in(0), max), gradient, zero);
              }
              return gradient;
            })
        .input(
            1,
            () -> {
              Value below = b.call("Less", g.in(0), g.in(1));
              return sumWhere(
                  g,
                  max == null ? below : b.call("And", below, b.call("LessOrEqual", g.in(1), max)),
                  1);
            })
        .input(
            2,
            () -> {
              Value above = b.call("Greater", g.in(0), g.in(2));
              return sumWhere(
                  g, min == null ? above : b.call("Or", above, b.call("Greater", min, g.in(2))), 2);
            });
  }

  /** The sum of dY where a condition holds, in the shape of a bound. */
  private static Value sumWhere(GradientContext g, Value condition, int bound) {
    Value chosen = g.builder().where(condition, g.dY(), c(g, 0));
    return g.typedLike(g.in(bound), g.reshapeLike(MovementGradients.sum(g, chosen), g.in(bound)));
  }
}
