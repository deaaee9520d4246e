package io.lntune.graph.differentiate.rules;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Det-11 and com.microsoft Inverse, of square matrices [..., n, n]. */
public final class MatrixGradients {
  /** The minors of a matrix are n^4 numbers, and their determinants n^5 operations. */
  private static final int LARGEST = 16;

  private MatrixGradients() {}

  /**
   * dA[i, j] = dY (-1)^(i + j) det(A without row i and column j), which singular matrices have too.
   * Declines matrices whose size is not known or beyond {@value #LARGEST}.
   */
  public static Gradients det(GradientContext g) {
    Value a = g.in(0);
    Shape shape = a.shape();
    long n = shape == null ? -1 : shape.dim(shape.rank() - 1).size();
    if (n < 1 || n > LARGEST) {
      throw LntuneException.unsupported(
          "No gradient for the determinant of a matrix that is not known to be of 1 to "
              + LARGEST
              + " rows",
          g.node().describe(),
          "Re-export the model with a static size of the matrix.");
    }
    return g.gradients().input(0, () -> g.typedLike(a, ofDeterminant(g, a, (int) n)));
  }

  private static Value ofDeterminant(GradientContext g, Value a, int n) {
    if (n == 1) {
      return g.reshapeLike(g.dY(), a);
    }
    GraphBuilder b = g.builder();
    int batch = g.rank(a) - 2;
    Value others = b.constant(others(n));
    // [..., n, n - 1, n, n - 1]: without each row, without each column.
    Value rows = b.like(a, b.call(OpId.onnx("Gather"), axis(batch), a, others));
    Value both = b.like(a, b.call(OpId.onnx("Gather"), axis(batch + 2L), rows, others));
    List<Long> order = new ArrayList<>();
    for (long i = 0; i < batch; i++) {
      order.add(i);
    }
    order.addAll(List.of(batch + 0L, batch + 2L, batch + 1L, batch + 3L));
    Value minors = b.like(a, b.call("Det", b.transpose(both, order)));
    Value sign = b.reshape(b.constant(signs(n)), n, n);
    Value cofactors = b.mul(minors, b.cast(sign, a.elementType()));
    return b.mul(b.unsqueeze(g.dY(), -2, -1), cofactors);
  }

  private static Map<String, Attribute> axis(long axis) {
    return Map.of("axis", new Attribute.IntValue(axis));
  }

  /** Row i holds the numbers below n without i: [n, n - 1]. */
  private static Tensor others(int n) {
    long[] others = new long[n * (n - 1)];
    for (int i = 0; i < others.length; i++) {
      int position = i % (n - 1);
      others[i] = position < i / (n - 1) ? position : position + 1L;
    }
    return Tensor.ofLongs("others", Shape.of(n, n - 1L), others);
  }

  /** 1 and -1 as on a chessboard: [n * n]. */
  private static Tensor signs(int n) {
    long[] signs = new long[n * n];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = (i / n + i % n) % 2 == 0 ? 1 : -1;
    }
    return Tensor.ofLongs("signs", Shape.of(signs.length), signs);
  }

  /** dA = -Y^T dY Y^T. Source: the differential of A Y = 1. */
  public static Gradients inverse(GradientContext g) {
    Value y = g.out(0);
    return g.gradients()
        .input(
            0,
            () -> {
              Value left = g.typedLike(y, g.matMul(y, true, g.dY(), false, -1));
              return g.typedLike(g.in(0), g.matMul(left, false, y, true, 1));
            });
  }
}
