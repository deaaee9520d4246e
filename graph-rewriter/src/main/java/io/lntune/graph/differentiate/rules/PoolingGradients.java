package io.lntune.graph.differentiate.rules;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pooling over X [N, C, ...] (ONNX opset 19 and later). */
public final class PoolingGradients {
  private PoolingGradients() {}

  /** Y = mean over all spatial axes: dX = dY / n repeated. */
  public static Gradients globalAverage(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Value sizes = Sizes.range(g, g.in(0), 2, g.rank(g.in(0)));
              Value count = b.cast(Sizes.product(b, sizes), g.in(0).elementType());
              Value share = b.div(g.dY(), b.reshape(count, new long[0]));
              return g.typedLike(g.in(0), b.expand(share, g.shapeOf(g.in(0))));
            });
  }

  /** Y = maximum over all spatial axes: dX = dY at the maxima, shared among ties. */
  public static Gradients globalMax(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Value chosen = b.cast(b.call("Equal", g.in(0), g.out(0)), g.in(0).elementType());
              long[] axes = new long[g.rank(g.in(0)) - 2];
              for (int i = 0; i < axes.length; i++) {
                axes[i] = i + 2L;
              }
              Value share = b.div(g.dY(), b.reduceSum(chosen, true, axes));
              return g.typedLike(g.in(0), b.mul(share, chosen));
            });
  }

  /**
   * Y = mean over windows: dX = dY divided by the window's element count, spread by a transposed
   * convolution with a kernel of ones. The counts come from pooling a tensor of ones, so borders,
   * {@code ceil_mode} and {@code count_include_pad} follow the forward node.
   */
  public static Gradients average(GradientContext g) {
    return g.gradients().input(0, () -> g.typedLike(g.in(0), averageInput(g)));
  }

  private static Value averageInput(GradientContext g) {
    GraphBuilder b = g.builder();
    List<Long> kernel = g.attributes().ints("kernel_shape", List.of());
    WindowGeometry window = WindowGeometry.of(g, kernel);
    int spatial = window.spatialRank();
    // Every channel is its own image: [N, C, ...] -> [N C, 1, ...].
    Value merged = b.concat(0, b.longs(-1, 1), Sizes.range(g, g.out(0), 2, spatial + 2));
    Value dy = b.like(g.dY(), b.call("Reshape", g.dY(), merged));
    return spread(g, window, kernel, b.div(dy, windowSizes(g, window)));
  }

  /** Adds one number per window, [N C, 1, ...], to every element under it; the shape of X. */
  private static Value spread(
      GradientContext g, WindowGeometry window, List<Long> kernel, Value numbers) {
    GraphBuilder b = g.builder();
    DataType type = g.in(0).elementType();
    long[] kernelShape = new long[kernel.size() + 2];
    kernelShape[0] = 1;
    kernelShape[1] = 1;
    for (int i = 0; i < kernel.size(); i++) {
      kernelShape[i + 2] = kernel.get(i);
    }
    Value ones = b.constantOfShape(b.longs(kernelShape), type, 1);
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("strides", new Attribute.Ints(window.strides()));
    attributes.put("dilations", new Attribute.Ints(window.dilations()));
    attributes.put("kernel_shape", new Attribute.Ints(kernel));
    Value full = b.like(numbers, b.call(OpId.onnx("ConvTranspose"), attributes, numbers, ones));
    Value cropped = window.cropToInput(g, full);
    return b.reshape(cropped, g.shapeOf(g.in(0)));
  }

  /** What each window's sum is divided by, [1, 1, ...]. */
  private static Value windowSizes(GradientContext g, WindowGeometry window) {
    GraphBuilder b = g.builder();
    int spatial = window.spatialRank();
    DataType type = g.in(0).elementType();
    boolean includePad = g.attributes().intValue("count_include_pad", 0) == 1;
    Value imageShape = b.concat(0, b.longs(1, 1), Sizes.range(g, g.in(0), 2, spatial + 2));
    Value image = b.constantOfShape(imageShape, type, 1);
    if (includePad) {
      // The average of a padded image of ones is (ones inside) / (window size, borders included).
      Value pooled = b.call(g.node().op(), g.attributes().copy(), image);
      return b.div(insideCounts(g, window, image), b.like(image, pooled));
    }
    return insideCounts(g, window, image);
  }

  /** Number of image elements under each window, by a convolution with ones. */
  private static Value insideCounts(GradientContext g, WindowGeometry window, Value image) {
    GraphBuilder b = g.builder();
    int spatial = window.spatialRank();
    long[] kernelShape = new long[spatial + 2];
    kernelShape[0] = 1;
    kernelShape[1] = 1;
    List<Long> kernel = g.attributes().ints("kernel_shape", List.of());
    for (int i = 0; i < spatial; i++) {
      kernelShape[i + 2] = kernel.get(i);
    }
    Value ones = b.constantOfShape(b.longs(kernelShape), g.in(0).elementType(), 1);
    // ceil_mode can add a last window that reaches beyond the trailing pad; zeros make room for it.
    long[] pads = new long[2 * spatial];
    long[] axes = new long[spatial];
    for (int i = 0; i < spatial; i++) {
      axes[i] = i + 2L;
      pads[i] = window.pads().get(i);
      pads[i + spatial] = window.pads().get(i + spatial) + window.strides().get(i) - 1;
    }
    Value before = b.longs(Arrays.copyOf(pads, spatial));
    Value after = b.longs(Arrays.copyOfRange(pads, spatial, 2 * spatial));
    Value padded = Padding.of(b, image, spatial + 2, axes, before, after);
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("strides", new Attribute.Ints(window.strides()));
    attributes.put("dilations", new Attribute.Ints(window.dilations()));
    Value counts = b.like(image, b.call(OpId.onnx("Conv"), attributes, padded, ones));
    Value wanted = Sizes.range(g, g.out(0), 2, spatial + 2);
    return b.like(
        image, b.call("Slice", counts, b.longs(new long[spatial]), wanted, b.longs(axes)));
  }

  /** Y = maximum over windows: dX = dY added at the index that the node reports for each window. */
  public static Gradients max(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              if (g.attributes().intValue("storage_order", 0) != 0) {
                throw LntuneException.unsupported(
                    "No gradient for max pooling with column-major indices",
                    g.node().describe(),
                    "Re-export the model with storage_order 0.");
              }
              if (g.node().output(1) == null) {
                Value indices = b.graph().fresh(g.out(0).name() + "_indices");
                indices.setType(new TensorType(DataType.INT64, g.out(0).shape()));
                b.graph().setNodeOutput(g.node(), 1, indices);
              }
              Value flat = b.reshape(g.zerosLike(g.in(0)), -1);
              Value where = b.reshape(g.out(1), -1);
              Value summed = Indices.addAtElements(b, flat, where, b.reshape(g.dY(), -1), 0);
              return g.typedLike(g.in(0), g.reshapeLike(summed, g.in(0)));
            });
  }

  /** Y = (sum |X|^p)^(1/p) over windows: dX = sign(X) |X|^(p-1) times the sum of dY / Y^(p-1). */
  public static Gradients lp(GradientContext g) {
    GraphBuilder b = g.builder();
    List<Long> kernel = g.attributes().ints("kernel_shape", List.of());
    return g.gradients()
        .input(
            0,
            () -> {
              WindowGeometry window = WindowGeometry.of(g, kernel);
              int end = window.spatialRank() + 2;
              Value merged = b.concat(0, b.longs(-1, 1), Sizes.range(g, g.out(0), 2, end));
              Value shares = b.like(g.dY(), b.call("Reshape", lpShares(g), merged));
              Value sums = spread(g, window, kernel, shares);
              return g.typedLike(g.in(0), b.mul(sums, signedPower(g)));
            });
  }

  /** As {@link #lp}, with one window over all spatial axes. */
  public static Gradients globalLp(GradientContext g) {
    return g.gradients()
        .input(0, () -> g.typedLike(g.in(0), g.builder().mul(signedPower(g), lpShares(g))));
  }

  /** dY / Y^(p-1), 0 where Y = 0 (as PyTorch's norm). */
  private static Value lpShares(GradientContext g) {
    GraphBuilder b = g.builder();
    Value zero = g.scalar(0, g.in(0));
    Value power = b.like(g.out(0), b.call("Pow", g.out(0), g.scalar(exponent(g), g.in(0))));
    Value flat = b.call("Equal", g.out(0), zero);
    return b.like(g.dY(), b.call("Where", flat, zero, b.div(g.dY(), power)));
  }

  /** sign(X) |X|^(p-1). */
  private static Value signedPower(GradientContext g) {
    GraphBuilder b = g.builder();
    Value x = g.in(0);
    if (exponent(g) == 1) {
      return x;
    }
    Value sign = b.like(x, b.call("Sign", x));
    Value size = b.call("Pow", b.like(x, b.call("Abs", x)), g.scalar(exponent(g), x));
    return b.mul(sign, b.like(x, size));
  }

  /** p - 1. */
  private static double exponent(GradientContext g) {
    return g.attributes().intValue("p", 2) - 1.0;
  }
}
