package io.lntune.graph.differentiate.rules;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resize (opset 19), separable: along each axis Y is X times a matrix of interpolation weights, so
 * dX is dY times the transposed matrices. The matrix of an axis of size n is the operator's own
 * result for the identity [n, n], so every mode and coordinate transformation is followed exactly.
 */
public final class ResizeGradient {
  private final GradientContext g;
  private final GraphBuilder b;
  private final int rank;

  private ResizeGradient(GradientContext g) {
    this.g = g;
    this.b = g.builder();
    this.rank = g.rank(g.in(0));
  }

  /** Declines cropping and aspect ratio policies: their scales are not the ones given. */
  public static Gradients of(GradientContext g) {
    boolean crops =
        g.attributes().string("coordinate_transformation_mode", "").equals("tf_crop_and_resize");
    if (crops || !g.attributes().string("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
      throw LntuneException.unsupported(
          "No gradient for Resize with cropping or an aspect ratio policy",
          g.node().describe(),
          "Re-export the model with plain scales or sizes.");
    }
    return g.gradients()
        .input(0, () -> g.typedLike(g.in(0), new ResizeGradient(g).inputGradient()));
  }

  private Value inputGradient() {
    Value gradient = g.dY();
    List<Integer> axes = axes();
    for (int i = 0; i < axes.size(); i++) {
      if (!keepsSize(axes.get(i), i)) {
        gradient = along(gradient, axes.get(i), weights(axes.get(i), i));
      }
    }
    return gradient;
  }

  private List<Integer> axes() {
    List<Integer> axes = new ArrayList<>();
    List<Long> given = g.attributes().ints("axes");
    for (int i = 0; i < (given == null ? rank : given.size()); i++) {
      axes.add(given == null ? i : g.axis(given.get(i), rank));
    }
    return axes;
  }

  /** Inputs 2 (scales) and 3 (sizes); an empty constant counts as left out. */
  private @Nullable Value given(int index) {
    Value value = g.node().input(index);
    boolean isEmpty =
        value != null && value.initializer() != null && value.initializer().elementCount() == 0;
    return isEmpty ? null : value;
  }

  private boolean keepsSize(int axis, int position) {
    Value scales = given(2);
    if (scales != null) {
      return scales.initializer() != null && scales.initializer().toDoubles()[position] == 1;
    }
    Shape before = g.in(0).shape();
    Shape after = g.out(0).shape();
    return before != null && after != null && before.dim(axis).certainlyEquals(after.dim(axis));
  }

  /** Interpolation weights of an axis: [input size, output size]. */
  private Value weights(int axis, int position) {
    Value size = Sizes.of(g, g.in(0), axis);
    DataType type = g.in(0).elementType();
    Value square = b.constantOfShape(b.concat(0, size, size), type, 0);
    Value identity = b.like(square, b.call("EyeLike", square));
    Map<String, Attribute> attributes = g.attributes().copy();
    attributes.remove("axes");
    // Cubic interpolation wants images: two leading axes that stay.
    Value image = b.reshape(identity, b.concat(0, b.longs(1, 1), size, size));
    Value scales = given(2);
    Value resized;
    if (scales != null) {
      Value ones = b.constantOfShape(b.longs(3), scales.elementType(), 1);
      Value scale = b.like(scales, part(scales, position));
      resized = b.call(g.node().op(), attributes, image, null, b.concat(0, ones, scale), null);
    } else {
      Value sizes = b.concat(0, b.longs(1, 1), size, Sizes.of(g, g.out(0), axis));
      resized = b.call(g.node().op(), attributes, image, null, null, sizes);
    }
    return b.squeeze(b.like(identity, resized), 0, 1);
  }

  private Value part(Value list, int position) {
    return b.call("Slice", list, b.longs(position), b.longs(position + 1L), b.longs(0));
  }

  /** {@code value} [..., out, ...] times weights [in, out] along an axis: [..., in, ...]. */
  private Value along(Value value, int axis, Value weights) {
    if (axis == rank - 2) {
      return b.matMul(weights, value);
    }
    Value transposed = b.transpose(weights, List.of(1L, 0L));
    if (axis == rank - 1) {
      return b.matMul(value, transposed);
    }
    List<Long> toLast = new ArrayList<>();
    for (long i = 0; i < rank; i++) {
      toLast.add(i);
    }
    Collections.swap(toLast, axis, rank - 1);
    Value moved = b.transpose(value, toLast);
    return b.transpose(b.matMul(moved, transposed), toLast);
  }
}
