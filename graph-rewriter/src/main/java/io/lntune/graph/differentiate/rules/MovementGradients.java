package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Operators that move or repeat elements without computing (ONNX opset 21). */
public final class MovementGradients {
  private MovementGradients() {}

  /** Reshape, Flatten, Squeeze, Unsqueeze: dX = dY in the shape of X. */
  public static Gradients reshape(GradientContext g) {
    return g.gradients().input(0, () -> g.typedLike(g.in(0), g.reshapeLike(g.dY(), g.in(0))));
  }

  /** Axes permuted by p: dX = dY permuted by the inverse of p. */
  public static Gradients transpose(GradientContext g) {
    return g.gradients()
        .input(
            0,
            () -> {
              List<Long> permutation = g.attributes().ints("perm");
              int rank = permutation == null ? g.rank(g.in(0)) : permutation.size();
              Long[] inverse = new Long[rank];
              for (int i = 0; i < rank; i++) {
                int source = permutation == null ? rank - 1 - i : permutation.get(i).intValue();
                inverse[source] = (long) i;
              }
              return g.typedLike(g.in(0), g.builder().transpose(g.dY(), List.of(inverse)));
            });
  }

  /** X repeated to a larger shape: dX = dY summed over the repeated axes. */
  public static Gradients expand(GradientContext g) {
    return g.gradients().input(0, () -> g.unbroadcast(g.dY(), g.out(0), g.in(0)));
  }

  /** X repeated r_i times along axis i: dX = dY reshaped to [r_0, d_0, r_1, d_1, ...], summed. */
  public static Gradients tile(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              int rank = g.rank(g.in(0));
              Value pairs =
                  b.concat(1, b.unsqueeze(g.in(1), 1), b.unsqueeze(g.shapeOf(g.in(0)), 1));
              long[] repeated = new long[rank];
              for (int i = 0; i < rank; i++) {
                repeated[i] = 2L * i;
              }
              Value split = b.reshape(g.dY(), b.reshape(pairs, -1));
              return g.typedLike(g.in(0), b.reduceSum(split, false, repeated));
            });
  }

  /** Inputs joined along an axis: each gets its slice of dY. */
  public static Gradients concat(GradientContext g) {
    GraphBuilder b = g.builder();
    int count = g.node().inputs().size();
    while (count > 0 && !g.needs(count - 1)) {
      count--;
    }
    int axis = g.axis(g.attributes().intValue("axis", 0), g.rank(g.out(0)));
    Gradients gradients = g.gradients();
    Value end = b.longs(0);
    for (int i = 0; i < count; i++) {
      Value start = end;
      Value stop = sum(g, start, g.in(i), axis);
      end = stop;
      Value input = g.in(i);
      gradients.input(
          i,
          () -> {
            Value part = b.like(g.dY(), b.call("Slice", g.dY(), start, stop, b.longs(axis)));
            return g.typedLike(input, part);
          });
    }
    return gradients;
  }

  /** {@code start} plus the size of {@code value} along {@code axis}, int64 [1]. */
  private static Value sum(GradientContext g, Value start, Value value, int axis) {
    GraphBuilder b = g.builder();
    Shape shape = value.shape();
    if (shape != null && shape.dim(axis).isStatic() && start.initializer() != null) {
      return b.longs(start.initializer().toLongs()[0] + shape.dim(axis).size());
    }
    return b.add(start, Sizes.of(g, value, axis));
  }

  /** X cut along an axis into outputs: dX = the outputs' gradients joined. */
  public static Gradients split(GradientContext g) {
    return g.gradients()
        .input(
            0,
            () -> {
              List<Value> parts = new ArrayList<>();
              for (int i = 0; i < g.node().outputs().size(); i++) {
                parts.add(g.upstreamOrZeros(i));
              }
              long axis = g.attributes().intValue("axis", 0);
              return g.typedLike(g.in(0), g.builder().concat(axis, parts.toArray(Value[]::new)));
            });
  }

  /**
   * X with a border of constants (or cropped where pads are negative): dX = dY cropped back, and
   * the constant collects dY of the border. With a border of copied elements, these collect the
   * gradients of their copies.
   */
  public static Gradients pad(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              if (!g.attributes().string("mode", "constant").equals("constant")) {
                return g.typedLike(g.in(0), PadModeGradient.of(g));
              }
              Value axes = g.node().input(3);
              Value pads = b.neg(g.in(1));
              if (axes == null || axes.initializer() == null) {
                return g.typedLike(g.in(0), b.call("Pad", g.dY(), pads, null, axes));
              }
              int rank = g.rank(g.in(0));
              long[] along =
                  LongStream.of(axes.initializer().toLongs()).map(a -> g.axis(a, rank)).toArray();
              Value before = b.call("Slice", pads, b.longs(0), b.longs(along.length), b.longs(0));
              Value after =
                  b.call(
                      "Slice", pads, b.longs(along.length), b.longs(2L * along.length), b.longs(0));
              return g.typedLike(
                  g.in(0),
                  Padding.of(b, g.dY(), rank, along, b.like(pads, before), b.like(pads, after)));
            })
        .input(
            2,
            () -> {
              Value border =
                  b.like(
                      g.dY(),
                      b.call(
                          "Pad",
                          g.zerosLike(g.in(0)),
                          g.in(1),
                          g.scalar(1, g.in(0)),
                          g.node().input(3)));
              Value total = sum(g, b.mul(g.dY(), border));
              return g.typedLike(g.in(2), g.reshapeLike(total, g.in(2)));
            });
  }

  /** The sum of all elements, [1, ..., 1]. */
  static Value sum(GradientContext g, Value value) {
    return g.builder().like(value, g.builder().call("ReduceSum", value));
  }

  /**
   * X at regular places along some axes: dX = zeros with dY at these places. Step 1 pads; other
   * steps scatter axis by axis.
   */
  public static Gradients slice(GradientContext g) {
    return g.gradients().input(0, () -> SliceGradient.of(g));
  }

  /** Upper or lower triangle kept: dX = the same triangle of dY. */
  public static Gradients trilu(GradientContext g) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("upper", new Attribute.IntValue(g.attributes().intValue("upper", 1)));
    return g.gradients()
        .input(
            0,
            () -> {
              Value kept =
                  g.builder().call(OpId.onnx("Trilu"), attributes, g.dY(), g.node().input(1));
              return g.typedLike(g.in(0), kept);
            });
  }

  /** Channels moved into space: dX = space moved back into channels, by the same block size. */
  public static Gradients depthToSpace(GradientContext g) {
    GraphBuilder b = g.builder();
    boolean depthFirst = g.attributes().string("mode", "DCR").equals("DCR");
    long block = g.attributes().intValue("blocksize", 1);
    return g.gradients()
        .input(
            0,
            () -> {
              if (depthFirst) {
                return g.typedLike(
                    g.in(0),
                    b.call(
                        OpId.onnx("SpaceToDepth"),
                        GradientContext.attribute("blocksize", new Attribute.IntValue(block)),
                        g.dY()));
              }
              Value n = Sizes.of(g, g.in(0), 0);
              Value c = b.div(Sizes.of(g, g.in(0), 1), b.longs(block * block));
              Value h = Sizes.of(g, g.in(0), 2);
              Value w = Sizes.of(g, g.in(0), 3);
              Value shape = b.concat(0, n, c, h, b.longs(block), w, b.longs(block));
              Value parts = b.transpose(b.reshape(g.dY(), shape), List.of(0L, 1L, 3L, 5L, 2L, 4L));
              return g.typedLike(g.in(0), g.reshapeLike(parts, g.in(0)));
            });
  }

  /** Space moved into channels: dX = channels moved back into space. */
  public static Gradients spaceToDepth(GradientContext g) {
    long block = g.attributes().intValue("blocksize", 1);
    return g.gradients()
        .input(
            0,
            () ->
                g.typedLike(
                    g.in(0),
                    g.builder()
                        .call(
                            OpId.onnx("DepthToSpace"),
                            GradientContext.attribute("blocksize", new Attribute.IntValue(block)),
                            g.dY())));
  }

  /** Sequences reversed up to their lengths: dX = dY reversed the same way. */
  public static Gradients reverseSequence(GradientContext g) {
    return g.gradients()
        .input(
            0,
            () ->
                g.typedLike(
                    g.in(0),
                    g.builder()
                        .call(
                            OpId.onnx("ReverseSequence"), g.attributes().copy(), g.dY(), g.in(1))));
  }
}
