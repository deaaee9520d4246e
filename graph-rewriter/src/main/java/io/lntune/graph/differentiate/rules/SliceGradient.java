package io.lntune.graph.differentiate.rules;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Gradient of Slice (opset 13): zeros with dY at the places that were taken. */
final class SliceGradient {
  private SliceGradient() {}

  static Value of(GradientContext g) {
    Value x = g.in(0);
    Value steps = g.node().input(4);
    long @Nullable [] axes = constantAxes(g);
    boolean unitSteps =
        steps == null
            || (steps.initializer() != null
                && LongStream.of(steps.initializer().toLongs()).allMatch(step -> step == 1));
    if (axes == null) {
      throw LntuneException.unsupported(
          "The gradient of a Slice needs constant axes",
          g.node().describe(),
          "Re-export the model with constant slice axes.");
    }
    return g.typedLike(x, unitSteps ? padded(g, axes) : scattered(g, axes));
  }

  private static long @Nullable [] constantAxes(GradientContext g) {
    Value axes = g.node().input(3);
    int rank = g.rank(g.in(0));
    if (axes == null) {
      Shape starts = g.in(1).shape();
      return starts != null && starts.isStatic()
          ? LongStream.range(0, starts.elementCount()).toArray()
          : null;
    }
    Tensor constant = axes.initializer();
    return constant == null
        ? null
        : LongStream.of(constant.toLongs()).map(axis -> axis < 0 ? axis + rank : axis).toArray();
  }

  /** Zero padding before and after, along the sliced axes. */
  private static Value padded(GradientContext g, long[] axes) {
    GraphBuilder b = g.builder();
    Value inputSizes = sizesAlong(g, g.in(0), axes);
    Value outputSizes = sizesAlong(g, g.out(0), axes);
    Value zero = b.scalar(0, DataType.INT64);
    Value starts = b.cast(g.in(1), DataType.INT64);
    Value wrapped = b.where(b.call("Less", starts, zero), b.add(starts, inputSizes), starts);
    Value clipped =
        b.typed(
            b.call("Min", b.typed(b.call("Max", wrapped, zero), DataType.INT64), inputSizes),
            DataType.INT64);
    Value after = b.sub(b.sub(inputSizes, clipped), outputSizes);
    return Padding.of(b, g.dY(), g.rank(g.in(0)), axes, clipped, after);
  }

  private static Value sizesAlong(GradientContext g, Value value, long[] axes) {
    Value[] sizes = new Value[axes.length];
    for (int i = 0; i < axes.length; i++) {
      sizes[i] = Sizes.of(g, value, (int) axes[i]);
    }
    return sizes.length == 1 ? sizes[0] : g.builder().concat(0, sizes);
  }

  /** Any steps: the taken indices are found by slicing 0, 1, 2, ... alike, then scattered to. */
  private static Value scattered(GradientContext g, long[] axes) {
    GraphBuilder b = g.builder();
    Value gradient = g.dY();
    int rank = g.rank(g.in(0));
    Value starts = b.cast(g.in(1), DataType.INT64);
    Value ends = b.cast(g.in(2), DataType.INT64);
    Value steps = b.cast(g.in(4), DataType.INT64);
    for (int i = 0; i < axes.length; i++) {
      int axis = (int) axes[i];
      Value size = Sizes.of(g, g.in(0), axis);
      Value all = Indices.upTo(b, size);
      Value at = b.longs(i);
      Value taken =
          b.typed(
              b.call(
                  "Slice",
                  all,
                  b.call("Gather", starts, at),
                  b.call("Gather", ends, at),
                  b.longs(0),
                  b.call("Gather", steps, at)),
              DataType.INT64);
      gradient = Indices.scatterAlong(g, gradient, taken, rank, axis, size);
    }
    return gradient;
  }
}
