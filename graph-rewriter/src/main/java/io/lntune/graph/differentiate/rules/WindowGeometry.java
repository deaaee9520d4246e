package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Strides, dilations, pads and kernel of a convolution or pooling node, with {@code auto_pad}
 * resolved.
 *
 * @param kernel sizes; null when unknown
 * @param pads all leading pads, then all trailing pads, as in the {@code pads} attribute
 */
record WindowGeometry(
    int spatialRank,
    @Nullable List<Long> kernel,
    List<Long> strides,
    List<Long> dilations,
    List<Long> pads) {

  /** Geometry of a node whose kernel is the spatial part of {@code weight} [M, C/G, ...]. */
  static WindowGeometry of(GradientContext g, Value weight) {
    Shape shape = weight.shape();
    List<Long> kernel = g.attributes().ints("kernel_shape");
    if (kernel == null && shape != null && shape.isStatic()) {
      kernel = new ArrayList<>();
      for (int i = 2; i < shape.rank(); i++) {
        kernel.add(shape.dim(i).size());
      }
    }
    return of(g, kernel);
  }

  /** Geometry of a node with a kernel given by attribute. */
  static WindowGeometry of(GradientContext g, @Nullable List<Long> kernel) {
    int spatial = g.rank(g.in(0)) - 2;
    List<Long> ones = Collections.nCopies(spatial, 1L);
    List<Long> strides = g.attributes().ints("strides", ones);
    List<Long> dilations = g.attributes().ints("dilations", ones);
    List<Long> pads = g.attributes().ints("pads", Collections.nCopies(2 * spatial, 0L));
    String mode = g.attributes().string("auto_pad", "NOTSET");
    if (mode.startsWith("SAME")) {
      pads = samePads(g, mode, kernel, strides, dilations, spatial);
    } else if (mode.equals("VALID")) {
      pads = Collections.nCopies(2 * spatial, 0L);
    }
    return new WindowGeometry(spatial, kernel, strides, dilations, pads);
  }

  private static List<Long> samePads(
      GradientContext g,
      String mode,
      @Nullable List<Long> kernel,
      List<Long> strides,
      List<Long> dilations,
      int spatial) {
    Shape shape = g.in(0).shape();
    if (kernel == null) {
      throw ConvolutionGradients.autoPad(g, mode);
    }
    Long[] pads = new Long[2 * spatial];
    for (int i = 0; i < spatial; i++) {
      long size = shape == null ? -1 : shape.dim(i + 2).size();
      long stride = strides.get(i);
      if (size < 0 && stride != 1) {
        throw ConvolutionGradients.autoPad(g, mode);
      }
      long extent = dilations.get(i) * (kernel.get(i) - 1) + 1;
      long outputs = size < 0 ? 0 : (size + stride - 1) / stride;
      long total = stride == 1 ? extent - 1 : Math.max(0, (outputs - 1) * stride + extent - size);
      long small = total / 2;
      pads[i] = mode.equals("SAME_LOWER") ? total - small : small;
      pads[i + spatial] = total - pads[i];
    }
    return List.of(pads);
  }

  /**
   * Cuts the input's extent [N, C, ...] out of {@code full}, which starts at the first padded
   * position; missing elements at the end are zero.
   */
  Value cropToInput(GradientContext g, Value full) {
    GraphBuilder b = g.builder();
    long[] axes = new long[spatialRank];
    long[] leading = new long[spatialRank];
    for (int i = 0; i < spatialRank; i++) {
      axes[i] = i + 2L;
      leading[i] = -pads.get(i);
    }
    Value before = b.longs(leading);
    Value wanted = Sizes.range(g, g.in(0), 2, spatialRank + 2);
    Value present = Sizes.range(g, full, 2, spatialRank + 2);
    // A negative pad crops: trailing = wanted - (present - leading pads).
    Value after = b.sub(b.sub(wanted, present), before);
    return Padding.of(b, full, spatialRank + 2, axes, before, after);
  }
}
