package io.lntune.graph.differentiate.rules;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Conv (opset 11 and later) with groups, strides, dilations and pads, in any number of axes. */
public final class ConvolutionGradients {
  private ConvolutionGradients() {}

  /**
   * Y [N, M, ...] = X [N, C, ...] * W [M, C/G, ...] + B [M]: dX is the transposed convolution of dY
   * with W, dW the convolution of X with dY over the batch, dB the sum of dY over all axes but the
   * channels.
   */
  public static Gradients conv(GradientContext g) {
    return g.gradients()
        .input(0, () -> g.typedLike(g.in(0), inputGradient(g)))
        .input(1, () -> g.typedLike(g.in(1), weightGradient(g, g.in(0), g.dY())))
        .input(2, () -> biasGradient(g));
  }

  /**
   * Y [N, M, ...] = X [N, C, ...] transposed-convolved with W [C, M/G, ...], + B [M]: dX is the
   * convolution of dY with W, dW the convolution of dY with X over the batch, dB the sum of dY over
   * all axes but the channels (ConvTranspose-11).
   */
  public static Gradients convTranspose(GradientContext g) {
    if (g.attributes().string("auto_pad", "NOTSET").startsWith("SAME")
        || g.attributes().has("output_shape")) {
      throw LntuneException.unsupported(
          "No gradient for a transposed convolution with derived pads",
          g.node().describe(),
          "Re-export the model with explicit pads and output_padding.");
    }
    return g.gradients()
        .input(0, () -> g.typedLike(g.in(0), transposedInput(g)))
        .input(1, () -> g.typedLike(g.in(1), weightGradient(g, g.dY(), g.in(0))))
        .input(2, () -> biasGradient(g));
  }

  private static Value transposedInput(GradientContext g) {
    WindowGeometry window = WindowGeometry.of(g, g.in(1));
    Map<String, Attribute> attributes =
        Map.of(
            "group", new Attribute.IntValue(g.attributes().intValue("group", 1)),
            "strides", new Attribute.Ints(window.strides()),
            "dilations", new Attribute.Ints(window.dilations()),
            "pads", new Attribute.Ints(window.pads()));
    GraphBuilder b = g.builder();
    return b.like(g.dY(), b.call(OpId.onnx("Conv"), attributes, g.dY(), g.in(1)));
  }

  private static Value biasGradient(GradientContext g) {
    long[] axes = new long[g.rank(g.in(0)) - 1];
    for (int i = 1; i < axes.length; i++) {
      axes[i] = i + 1L;
    }
    return g.typedLike(g.in(2), g.builder().reduceSum(g.dY(), false, axes));
  }

  /**
   * The transposed convolution without pads covers everything the kernel touched; the input is the
   * part of it after the leading pads, filled up with zeros where a stride left elements untouched.
   */
  private static Value inputGradient(GradientContext g) {
    GraphBuilder b = g.builder();
    WindowGeometry window = WindowGeometry.of(g, g.in(1));
    Map<String, Attribute> attributes =
        Map.of(
            "group", new Attribute.IntValue(g.attributes().intValue("group", 1)),
            "strides", new Attribute.Ints(window.strides()),
            "dilations", new Attribute.Ints(window.dilations()));
    Value full = b.like(g.dY(), b.call(OpId.onnx("ConvTranspose"), attributes, g.dY(), g.in(1)));
    return window.cropToInput(g, full);
  }

  /** Gradient of a convolution's weight from its input and the gradient of its output. */
  private static Value weightGradient(GradientContext g, Value input, Value output) {
    GraphBuilder b = g.builder();
    WindowGeometry window = WindowGeometry.of(g, g.in(1));
    long group = g.attributes().intValue("group", 1);
    int spatial = window.spatialRank();
    // Batch and channels change places: the batch is what the weight gradient sums over.
    Value x = channelsFirst(g, input, group, spatial);
    Value dy = swapFirstTwo(b, output, spatial);
    List<Long> pads = window.pads();
    Value result =
        b.like(
            x,
            b.call(
                OpId.onnx("Conv"),
                Map.of(
                    "group", new Attribute.IntValue(group),
                    "strides", new Attribute.Ints(window.dilations()),
                    "dilations", new Attribute.Ints(window.strides()),
                    "pads", new Attribute.Ints(pads)),
                x,
                dy));
    // A stride can leave a rest at the end that shows as extra kernel positions.
    long[] axes = new long[spatial];
    for (int i = 0; i < spatial; i++) {
      axes[i] = i + 2L;
    }
    Value kernel = Sizes.range(g, g.in(1), 2, spatial + 2);
    Value cut =
        b.like(x, b.call("Slice", result, b.longs(new long[spatial]), kernel, b.longs(axes)));
    return swapFirstTwo(b, cut, spatial);
  }

  /** X [N, C, ...] as [C/G, G N, ...]. */
  private static Value channelsFirst(GradientContext g, Value x, long group, int spatial) {
    GraphBuilder b = g.builder();
    if (group == 1) {
      return swapFirstTwo(b, x, spatial);
    }
    Value n = Sizes.of(g, x, 0);
    Value perGroup = b.div(Sizes.of(g, x, 1), b.longs(group));
    Value rest = Sizes.range(g, x, 2, spatial + 2);
    Value split = b.reshape(x, b.concat(0, n, b.longs(group), perGroup, rest));
    List<Long> permutation = new ArrayList<>(List.of(2L, 1L, 0L));
    for (long i = 0; i < spatial; i++) {
      permutation.add(i + 3);
    }
    Value moved = b.transpose(split, permutation);
    Value merged = b.concat(0, perGroup, b.mul(n, b.longs(group)), rest);
    return b.reshape(moved, merged);
  }

  private static Value swapFirstTwo(GraphBuilder b, Value value, int spatial) {
    List<Long> permutation = new ArrayList<>(List.of(1L, 0L));
    for (long i = 0; i < spatial; i++) {
      permutation.add(i + 2);
    }
    return b.transpose(value, permutation);
  }

  static LntuneException autoPad(GradientContext g, String mode) {
    return LntuneException.unsupported(
        "auto_pad " + mode + " with strides needs a static input size",
        g.node().describe(),
        "Re-export the model with explicit pads.");
  }
}
