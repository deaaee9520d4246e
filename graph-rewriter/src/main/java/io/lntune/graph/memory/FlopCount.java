package io.lntune.graph.memory;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * Additions and multiplications of a node that multiplies matrices: two for every element of the
 * result and every summed element.
 */
public final class FlopCount {
  /** The count of a product whose shapes are not known. */
  public static final long UNKNOWN = -1;

  private static final OpId FUSED = OpId.microsoft("FusedMatMul");
  private static final OpId BITS = OpId.microsoft("MatMulNBits");
  private static final OpId CODEBOOK = OpId.microsoft("MatMulBnb4");
  private static final OpId HEADS = OpId.microsoft("MultiHeadAttention");

  private FlopCount() {}

  /** The count, 0 for other operators, {@link #UNKNOWN} when a shape is missing. */
  public static long of(Node node) {
    if (node.is("MatMul") || node.op().equals(FUSED)) {
      boolean transposed = node.attributes().intValue("transA", 0) != 0;
      Shape left = shape(node.input(0));
      boolean row = left == null || left.rank() < 2 || !transposed;
      return product(shape(node.output(0)), left, row ? -1 : -2);
    }
    if (node.is("Gemm")) {
      boolean transposed = node.attributes().intValue("transA", 0) != 0;
      return product(shape(node.output(0)), shape(node.input(0)), transposed ? 0 : 1);
    }
    if (node.op().equals(BITS) || node.op().equals(CODEBOOK)) {
      Shape result = shape(node.output(0));
      long summed = node.attributes().intValue("K", 0);
      return result == null ? UNKNOWN : twice(result.elementCount(), summed);
    }
    if (node.is("Conv")) {
      return convolution(shape(node.output(0)), shape(node.input(1)));
    }
    if (node.is("ConvTranspose")) {
      return convolution(shape(node.input(0)), shape(node.input(1)));
    }
    return node.op().equals(HEADS) ? attention(node) : 0;
  }

  private static long product(@Nullable Shape result, @Nullable Shape left, int summedAxis) {
    if (result == null || left == null || left.rank() == 0) {
      return UNKNOWN;
    }
    return twice(result.elementCount(), left.dim(summedAxis).size());
  }

  /**
   * Every element of {@code sites} (the result, or what a transposed convolution spreads) meets the
   * weights [sites' channels, other channels of the group, kernel...] of its channel.
   */
  private static long convolution(@Nullable Shape sites, @Nullable Shape weights) {
    if (sites == null || weights == null || weights.dim(0).size() == 0) {
      return UNKNOWN;
    }
    return twice(sites.elementCount(), weights.elementCount() / weights.dim(0).size());
  }

  /** Queries [B, S, D] with keys [B, T, D], then probabilities with values [B, T, Dv]. */
  private static long attention(Node node) {
    Shape queries = shape(node.input(0));
    Shape keys = shape(node.input(1));
    Shape result = shape(node.output(0));
    if (queries == null || keys == null || result == null || keys.rank() != 3) {
      return UNKNOWN;
    }
    long elements = Math.addExact(queries.elementCount(), result.elementCount());
    return twice(elements, keys.dim(1).size());
  }

  private static long twice(long elements, long summed) {
    return Math.multiplyExact(2, Math.multiplyExact(elements, summed));
  }

  private static @Nullable Shape shape(@Nullable Value value) {
    Shape shape = value == null ? null : value.shape();
    return shape == null || !shape.isStatic() ? null : shape;
  }
}
