package io.lntune.graph.differentiate.rules;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;

/** Matrix products (MatMul-13, Gemm-13, com.microsoft FusedMatMul). */
public final class LinearGradients {
  private LinearGradients() {}

  /**
   * Y [..., m, n] = A [..., m, k] B [..., k, n]: dA = dY B^T, dB = A^T dY, summed over broadcast
   * batch axes. With B [k, n] the batch axes of A and dY are merged into rows first.
   */
  public static Gradients matMul(GradientContext g) {
    int rankA = g.rank(g.in(0));
    int rankB = g.rank(g.in(1));
    if (rankA == 1 || rankB == 1) {
      return vectorProduct(g, rankA, rankB);
    }
    return g.gradients()
        .input(0, () -> toOperand(g, g.matMul(g.dY(), false, g.in(1), true, 1), 0, rankA, rankB))
        .input(
            1,
            () ->
                rankB == 2 && rankA > 2
                    ? g.typedLike(
                        g.in(1), g.matMul(rows(g, g.in(0)), true, rows(g, g.dY()), false, 1))
                    : toOperand(g, g.matMul(g.in(0), true, g.dY(), false, 1), 1, rankB, rankA));
  }

  /** All axes but the last merged: [rows, columns]; columns must be known statically or last. */
  private static Value rows(GradientContext g, Value value) {
    GraphBuilder b = g.builder();
    Value shape =
        value.shape() != null && value.shape().rank() > 0
            ? b.concat(0, b.longs(-1), Sizes.of(g, value, value.shape().rank() - 1))
            : b.concat(0, b.longs(-1), lastSize(b, value));
    Value matrix = b.like(value, b.call("Reshape", value, shape));
    return g.shaped(matrix, new Shape(List.of(Dim.UNKNOWN, Dim.UNKNOWN)));
  }

  private static Value lastSize(GraphBuilder b, Value value) {
    return b.like(b.longs(-1), b.call("Gather", b.shapeOf(value), b.longs(-1)));
  }

  /** Sums over batch axes along which the operand was repeated. */
  private static Value toOperand(
      GradientContext g, Value gradient, int index, int rank, int otherRank) {
    Value operand = g.in(index);
    if (rank == 2 && otherRank == 2) {
      return g.typedLike(operand, gradient);
    }
    return BatchAxes.reduce(g, gradient, operand, g.in(1 - index));
  }

  /** A or B of rank 1: the product is taken with the missing axis made explicit. */
  private static Gradients vectorProduct(GradientContext g, int rankA, int rankB) {
    GraphBuilder b = g.builder();
    Value a = g.in(0);
    Value c = g.in(1);
    if (rankA == 1 && rankB == 1) {
      return g.gradients()
          .input(0, () -> g.typedLike(a, b.mul(g.dY(), c)))
          .input(1, () -> g.typedLike(c, b.mul(g.dY(), a)));
    }
    if (rankB == 1) {
      // Y [..., m] = A [..., m, k] v [k]: dA is the outer product dY v^T.
      Value column = b.unsqueeze(g.dY(), -1);
      return g.gradients()
          .input(0, () -> g.typedLike(a, b.mul(column, c)))
          .input(
              1,
              () -> {
                Value product = b.mul(column, a);
                return g.typedLike(c, b.reduceSum(product, false, leading(rankA - 1)));
              });
    }
    // Y [..., n] = v [k] B [..., k, n].
    Value row = b.unsqueeze(g.dY(), -2);
    return g.gradients()
        .input(
            0,
            () -> {
              Value product = b.mul(row, c);
              Value perRow = b.reduceSum(product, false, rankB - 1L);
              return g.typedLike(a, b.reduceSum(perRow, false, leading(rankB - 2)));
            })
        .input(1, () -> g.typedLike(c, b.mul(row, b.unsqueeze(a, 1))));
  }

  private static long[] leading(int count) {
    long[] axes = new long[count];
    for (int i = 0; i < count; i++) {
      axes[i] = i;
    }
    return axes;
  }

  /**
   * Y = alpha op(A) op(B) + beta C, all matrices: dA = alpha dY op(B)^T, dB = alpha op(A)^T dY
   * (transposed back when the operand was), dC = beta dY summed to the shape of C.
   */
  public static Gradients gemm(GradientContext g) {
    GraphBuilder b = g.builder();
    boolean transA = g.attributes().intValue("transA", 0) == 1;
    boolean transB = g.attributes().intValue("transB", 0) == 1;
    double alpha = g.attributes().floatValue("alpha", 1);
    double beta = g.attributes().floatValue("beta", 1);
    return g.gradients()
        .input(0, () -> g.typedLike(g.in(0), firstOperand(g, transA, transB, alpha)))
        .input(1, () -> g.typedLike(g.in(1), secondOperand(g, transA, transB, alpha)))
        .input(2, () -> g.unbroadcast(b.scale(g.dY(), beta), g.out(0), g.in(2)));
  }

  private static Value firstOperand(
      GradientContext g, boolean transA, boolean transB, double alpha) {
    return transA
        ? g.matMul(g.in(1), transB, g.dY(), true, alpha)
        : g.matMul(g.dY(), false, g.in(1), !transB, alpha);
  }

  private static Value secondOperand(
      GradientContext g, boolean transA, boolean transB, double alpha) {
    return transB
        ? g.matMul(g.dY(), true, g.in(0), transA, alpha)
        : g.matMul(g.in(0), !transA, g.dY(), false, alpha);
  }

  /** As {@link #matMul} with transposed operands and a factor. */
  public static Gradients fusedMatMul(GradientContext g) {
    if (g.attributes().intValue("transBatchA", 0) == 1
        || g.attributes().intValue("transBatchB", 0) == 1) {
      throw LntuneException.unsupported(
          "No gradient for a product with transposed batch axes",
          g.node().describe(),
          "Re-export the model without ONNX Runtime's graph fusions.");
    }
    boolean transA = g.attributes().intValue("transA", 0) == 1;
    boolean transB = g.attributes().intValue("transB", 0) == 1;
    double alpha = g.attributes().floatValue("alpha", 1);
    int rankA = g.rank(g.in(0));
    int rankB = g.rank(g.in(1));
    return g.gradients()
        .input(0, () -> toOperand(g, firstOperand(g, transA, transB, alpha), 0, rankA, rankB))
        .input(1, () -> toOperand(g, secondOperand(g, transA, transB, alpha), 1, rankB, rankA));
  }
}
