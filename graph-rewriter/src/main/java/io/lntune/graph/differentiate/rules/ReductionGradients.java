package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reductions (ONNX opset 18: axes are an input; none means all axes). */
public final class ReductionGradients {
  private ReductionGradients() {}

  /** Y = sum X: dX = dY repeated along the reduced axes. */
  public static Gradients reduceSum(GradientContext g) {
    return g.gradients().input(0, () -> spread(g, g.dY()));
  }

  /** Y = mean X over n elements: dX = dY / n repeated. */
  public static Gradients reduceMean(GradientContext g) {
    return g.gradients().input(0, () -> spread(g, g.builder().div(g.dY(), reducedCount(g))));
  }

  /** Y = max or min X: dX = dY at the elements equal to Y, shared equally among ties. */
  public static Gradients reduceExtremum(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Value chosen =
                  b.cast(b.call("Equal", g.in(0), keepDims(g, g.out(0))), g.in(0).elementType());
              Value ties = reduceAgain(g, "ReduceSum", chosen);
              return b.mul(b.div(keepDims(g, g.dY()), ties), chosen);
            });
  }

  /**
   * Y = product of X: dX_i = dY times the product of the other elements, also where elements are
   * zero.
   */
  public static Gradients reduceProd(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Value x = g.in(0);
              Value zero = g.scalar(0, x);
              Value one = g.scalar(1, x);
              Value isZero = b.call("Equal", x, zero);
              Value zeros = reduceAgain(g, "ReduceSum", b.cast(isZero, x.elementType()));
              Value safe = b.where(isZero, one, x);
              Value rest = b.div(reduceAgain(g, "ReduceProd", safe), safe);
              // With one zero only its own gradient survives, with two or more none does.
              Value zerosElsewhere = b.sub(zeros, b.cast(isZero, x.elementType()));
              Value alive = b.call("Equal", zerosElsewhere, zero);
              Value product = b.like(x, b.call("Where", alive, rest, zero));
              return b.mul(keepDims(g, g.dY()), product);
            });
  }

  /** Y = sum |X|: dX = dY sign(X). */
  public static Gradients reduceL1(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(0, () -> b.mul(keepDims(g, g.dY()), b.like(g.in(0), b.call("Sign", g.in(0)))));
  }

  /** Y = sqrt(sum X^2): dX = dY X / Y, 0 where Y = 0 (as PyTorch). */
  public static Gradients reduceL2(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Value ratio = b.div(keepDims(g, g.dY()), keepDims(g, g.out(0)));
              Value zero = g.scalar(0, g.in(0));
              Value flat = b.call("Equal", keepDims(g, g.out(0)), zero);
              return b.mul(g.in(0), b.like(g.in(0), b.call("Where", flat, zero, ratio)));
            });
  }

  /** Y = sum X^2: dX = 2 dY X. */
  public static Gradients reduceSumSquare(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients().input(0, () -> b.mul(b.scale(keepDims(g, g.dY()), 2), g.in(0)));
  }

  /** Y = ln sum X: dX = dY / e^Y. */
  public static Gradients reduceLogSum(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Value sum = b.like(g.out(0), b.call("Exp", g.out(0)));
              return spread(g, b.div(g.dY(), sum));
            });
  }

  /** Y = ln sum e^X: dX = dY e^(X - Y). */
  public static Gradients reduceLogSumExp(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Value share = b.call("Exp", b.sub(g.in(0), keepDims(g, g.out(0))));
              return b.mul(keepDims(g, g.dY()), b.like(g.in(0), share));
            });
  }

  /** Y = running sum of X: dX = running sum of dY from the other end. */
  public static Gradients cumSum(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Map<String, Attribute> attributes = new LinkedHashMap<>();
              long reverse = 1 - g.attributes().intValue("reverse", 0);
              attributes.put("reverse", new Attribute.IntValue(reverse));
              attributes.put(
                  "exclusive", new Attribute.IntValue(g.attributes().intValue("exclusive", 0)));
              return b.like(g.dY(), b.call(OpId.onnx("CumSum"), attributes, g.dY(), g.in(1)));
            });
  }

  /** {@code value}, shaped like the output, repeated to the shape of the input. */
  private static Value spread(GradientContext g, Value value) {
    return g.typedLike(g.in(0), g.builder().expand(keepDims(g, value), g.shapeOf(g.in(0))));
  }

  /** {@code value}, shaped like the output, with the reduced axes put back as size 1. */
  private static Value keepDims(GradientContext g, Value value) {
    GraphBuilder b = g.builder();
    if (isNoOp(g) || g.attributes().intValue("keepdims", 1) == 1) {
      return value;
    }
    Value axes = axes(g);
    if (axes == null) {
      long[] ones = new long[g.rank(g.in(0))];
      Arrays.fill(ones, 1);
      return b.reshape(value, ones);
    }
    return b.like(value, b.call("Unsqueeze", value, axes));
  }

  private static Value reduceAgain(GradientContext g, String onnxType, Value value) {
    GraphBuilder b = g.builder();
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("keepdims", new Attribute.IntValue(1));
    attributes.put(
        "noop_with_empty_axes",
        new Attribute.IntValue(g.attributes().intValue("noop_with_empty_axes", 0)));
    return b.like(value, b.call(OpId.onnx(onnxType), attributes, value, axes(g)));
  }

  private static boolean isNoOp(GradientContext g) {
    return axes(g) == null && g.attributes().intValue("noop_with_empty_axes", 0) == 1;
  }

  /** The axes input; null when it is left out or an empty constant. */
  private static @Nullable Value axes(GradientContext g) {
    Value axes = g.node().input(1);
    Tensor constant = axes == null ? null : axes.initializer();
    return constant != null && constant.elementCount() == 0 ? null : axes;
  }

  /** Number of elements that one output element averages, as a scalar of the input's type. */
  private static Value reducedCount(GradientContext g) {
    GraphBuilder b = g.builder();
    Shape shape = g.in(0).shape();
    Value axes = axes(g);
    if (isNoOp(g)) {
      return g.scalar(1, g.in(0));
    }
    if (shape != null && axes != null && axes.initializer() != null) {
      long count = 1;
      for (long axis : axes.initializer().toLongs()) {
        long size = shape.dim((int) axis).size();
        count = size < 0 ? -1 : count < 0 ? count : count * size;
      }
      if (count > 0) {
        return g.scalar((double) count, g.in(0));
      }
    }
    Value all = b.typed(b.call("Size", g.in(0)), DataType.INT64);
    Value left = b.typed(b.call("Size", g.out(0)), DataType.INT64);
    return b.div(b.cast(all, g.in(0).elementType()), b.cast(left, g.in(0).elementType()));
  }
}
