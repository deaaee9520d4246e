package io.lntune.graph.differentiate.rules;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Pad (opset 19) with copies of the operand's elements, modes {@code edge}, {@code reflect} and
 * {@code wrap}: each element collects the gradients of its copies. Which element was copied where
 * is found by padding 0, 1, 2, ... the same way, axis by axis.
 */
final class PadModeGradient {
  private PadModeGradient() {}

  static Value of(GradientContext g) {
    GraphBuilder b = g.builder();
    int rank = g.rank(g.in(0));
    long[] axes = axes(g, rank);
    Value pads = b.cast(g.in(1), DataType.INT64);
    Tensor constant = g.in(1).initializer();
    Map<String, Attribute> mode =
        Map.of("mode", new Attribute.StringValue(g.attributes().string("mode", "constant")));
    Value gradient = g.dY();
    for (int i = 0; i < axes.length; i++) {
      if (isUnpadded(constant, i, axes.length)) {
        continue;
      }
      Value size = Sizes.of(g, g.in(0), (int) axes[i]);
      Value both = b.typed(b.call("Gather", pads, b.longs(i, i + axes.length)), DataType.INT64);
      Value source =
          b.typed(b.call(g.node().op(), mode, Indices.upTo(b, size), both), DataType.INT64);
      gradient = Indices.scatterAlong(g, gradient, source, rank, (int) axes[i], size);
    }
    return gradient;
  }

  private static long[] axes(GradientContext g, int rank) {
    Value given = g.node().input(3);
    if (given == null) {
      return LongStream.range(0, rank).toArray();
    }
    Tensor constant = given.initializer();
    if (constant == null) {
      throw LntuneException.unsupported(
          "The gradient of a Pad with copied elements needs constant axes",
          g.node().describe(),
          "Re-export the model with constant pad axes.");
    }
    return LongStream.of(constant.toLongs()).map(axis -> g.axis(axis, rank)).toArray();
  }

  private static boolean isUnpadded(@Nullable Tensor pads, int position, int count) {
    return pads != null && pads.toLongs()[position] == 0 && pads.toLongs()[position + count] == 0;
  }
}
