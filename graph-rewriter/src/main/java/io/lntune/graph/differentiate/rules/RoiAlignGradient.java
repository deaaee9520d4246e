package io.lntune.graph.differentiate.rules;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;
import java.util.Map;

/**
 * RoiAlign (opset 16), mode avg: Y [R, C, P, Q] of X [N, C, H, W] is linear and separable, Y[r] =
 * A[r] X[b(r)] B[r]^T with A [R, P, H] and B [R, Q, W], so dX[n] is the sum of A[r]^T dY[r] B[r]
 * over the regions r of image n. The regions themselves count as constants, as in PyTorch.
 */
public final class RoiAlignGradient {
  private RoiAlignGradient() {}

  /** Declines mode max, in which ONNX Runtime does not take the largest sample but a part of it. */
  public static Gradients of(GradientContext g) {
    if (!g.attributes().string("mode", "avg").equals("avg")) {
      throw LntuneException.unsupported(
          "No gradient for RoiAlign in mode max: runtimes disagree about its result",
          g.node().describe(),
          "Re-export the model with average pooling of the regions.");
    }
    return g.gradients().input(0, () -> g.typedLike(g.in(0), inputGradient(g)));
  }

  private static Value inputGradient(GradientContext g) {
    GraphBuilder b = g.builder();
    Value x = g.in(0);
    Value rows = weights(g, 1, 2, "output_height");
    Value columns = weights(g, 0, 3, "output_width");
    // A^T dY [R, C, H, Q] as [C H, R Q].
    Value alongRows = b.matMul(b.unsqueeze(b.transposeLast(rows, 3), 1), g.dY());
    Value left = matrix(b, b.transpose(alongRows, List.of(1L, 2L, 0L, 3L)));
    // B at the image of each region [R, Q, N, W] as [R Q, N W].
    Value images = b.squeeze(Sizes.of(g, x, 0), 0);
    Value one = b.scalar(1, DataType.INT64);
    Value numbers = b.call("Range", b.scalar(0, DataType.INT64), images, one);
    Value own = b.typed(b.call("Equal", b.unsqueeze(g.in(2), 1), numbers), DataType.BOOL);
    Value placed = b.unsqueeze(b.cast(own, x.elementType()), 1, 3);
    Value right = matrix(b, b.mul(b.unsqueeze(columns, 2), placed));
    Value sizes = b.concat(0, Sizes.range(g, x, 1, 3), Sizes.of(g, x, 0), Sizes.of(g, x, 3));
    Value whole = b.reshape(b.matMul(left, right), sizes);
    return b.transpose(whole, List.of(2L, 0L, 1L, 3L));
  }

  private static Value weights(GradientContext g, int corner, int axis, String cells) {
    Value size = g.builder().squeeze(Sizes.of(g, g.in(0), axis), 0);
    return new RegionAxis(g, corner, Math.toIntExact(g.attributes().intValue(cells, 1)))
        .weights(size);
  }

  /** Four axes as two: the first two and the last two. */
  private static Value matrix(GraphBuilder b, Value value) {
    Map<String, Attribute> axis = Map.of("axis", new Attribute.IntValue(2));
    return b.like(value, b.call(OpId.onnx("Flatten"), axis, value));
  }
}
