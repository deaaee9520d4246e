package io.lntune.graph.rewrite.chunk;

import io.lntune.graph.ir.Shape;

/**
 * How large the chunks are.
 *
 * @param fewestColumns tensors with fewer are left whole
 * @param elements that a chunk is to have about
 * @param fewestRows of a chunk, whatever they take: products of few rows are slow
 */
public record ChunkSizes(long fewestColumns, long elements, long fewestRows) {
  /**
   * 64 MiB in float32, and 128 rows at least: a product repacks its matrix for every chunk, which
   * made steps of GPT-2 with 1024 tokens 2 % slower with chunks of 256 rows, and 10 % with 64; a
   * step of Qwen2 with 256 took 3 % more time and 6 % less memory in two chunks than in one.
   */
  public static final ChunkSizes STANDARD = new ChunkSizes(4096, 1 << 24, 128);

  /** The most rows that a chunk of so many columns has. */
  long rows(long columns) {
    return Math.max(fewestRows, elements / columns);
  }

  /** Whether tensors of {@code shape} [N, C] may be larger than a chunk. */
  boolean areWorthwhile(Shape shape) {
    return shape.rank() == 2
        && shape.dim(1).size() >= fewestColumns
        && (!shape.dim(0).isStatic() || shape.dim(0).size() > rows(shape.dim(1).size()));
  }
}
