package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums the gradient of a matrix operand over the batch axes along which it was broadcast. */
final class BatchAxes {
  private BatchAxes() {}

  /**
   * {@code gradient} has the broadcast batch axes of both operands and the matrix axes of {@code
   * operand}; the result has the shape of {@code operand}.
   */
  static Value reduce(GradientContext g, Value gradient, Value operand, Value other) {
    Shape mine = operand.shape();
    Shape theirs = other.shape();
    if (mine != null && theirs != null) {
      List<Dim> dims = batchDims(mine, theirs);
      dims.add(mine.dim(-2));
      dims.add(mine.dim(-1));
      g.shaped(gradient, new Shape(dims));
    }
    return g.unbroadcast(gradient, gradient, operand);
  }

  /** Axes of the broadcast batch; a pair of sizes that may differ stays unknown. */
  private static List<Dim> batchDims(Shape a, Shape b) {
    int count = Math.max(a.rank(), b.rank()) - 2;
    List<Dim> dims = new ArrayList<>();
    for (int i = count; i > 0; i--) {
      Dim first = i + 2 <= a.rank() ? a.dim(-i - 2) : null;
      Dim second = i + 2 <= b.rank() ? b.dim(-i - 2) : null;
      dims.add(broadcast(first, second));
    }
    return dims;
  }

  private static Dim broadcast(@Nullable Dim a, @Nullable Dim b) {
    if (a == null || b == null) {
      return a == null ? (b == null ? Dim.UNKNOWN : b) : a;
    }
    if (a.certainlyEquals(b) || b.size() == 1) {
      return a;
    }
    if (a.size() == 1 || b.isStatic()) {
      return b;
    }
    return a.isStatic() ? a : Dim.UNKNOWN;
  }
}
