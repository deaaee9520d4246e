package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;
import java.util.Map;

/** Local response normalisation (LRN-13) of X [N, C, ...] over windows of channels. */
public final class LocalResponseGradient {
  private LocalResponseGradient() {}

  /**
   * Y = X s^-b with s = k + a mean(X^2), the mean over a window of {@code size} channels with zeros
   * beyond both ends: dX = dY s^-b - 2 a b X mean'(dY X s^(-b-1)), where mean' takes the mirrored
   * window.
   */
  public static Gradients of(GradientContext g) {
    GraphBuilder b = g.builder();
    double alpha = g.attributes().floatValue("alpha", 1e-4f);
    double beta = g.attributes().floatValue("beta", 0.75f);
    double bias = g.attributes().floatValue("bias", 1);
    long size = g.attributes().intValue("size", 1);
    return g.gradients()
        .input(
            0,
            () -> {
              Value x = g.in(0);
              Value mean = channelMean(g, b.mul(x, x), size, (size - 1) / 2);
              Value s = b.add(b.scale(mean, alpha), g.scalar(bias, x));
              Value direct = b.mul(g.dY(), power(g, s, -beta));
              Value product = b.mul(b.mul(g.dY(), x), power(g, s, -beta - 1));
              Value mirrored = channelMean(g, product, size, size / 2);
              Value indirect = b.mul(b.scale(mirrored, 2 * alpha * beta), x);
              return g.typedLike(x, b.sub(direct, indirect));
            });
  }

  private static Value power(GradientContext g, Value base, double exponent) {
    GraphBuilder b = g.builder();
    return b.like(base, b.call("Pow", base, g.scalar(exponent, base)));
  }

  /**
   * Mean over a window that starts {@code before} channels ahead; channels become an image axis.
   */
  private static Value channelMean(GradientContext g, Value value, long size, long before) {
    GraphBuilder b = g.builder();
    Value shape =
        b.concat(0, Sizes.of(g, g.in(0), 0), b.longs(1), Sizes.of(g, g.in(0), 1), b.longs(-1));
    Value image = b.like(value, b.call("Reshape", value, shape));
    Value pooled =
        b.call(
            OpId.onnx("AveragePool"),
            Map.of(
                "kernel_shape", new Attribute.Ints(List.of(size, 1L)),
                "pads", new Attribute.Ints(List.of(before, 0L, size - 1 - before, 0L)),
                "count_include_pad", new Attribute.IntValue(1)),
            image);
    return g.reshapeLike(b.like(value, pooled), g.in(0));
  }
}
