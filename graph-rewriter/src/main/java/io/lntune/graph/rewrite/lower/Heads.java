package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;

/** Moves between the packed layout [B, S, N*H] and the layout of attention heads [B, N, S, H]. */
final class Heads {
  private static final List<Long> SWAP = List.of(0L, 2L, 1L, 3L);

  private Heads() {}

  /** [B, S, heads*headSize] to [B, heads, S, headSize]; a size of -1 is left to the runtime. */
  static Value split(CoreOperators core, Value packed, long heads, long headSize) {
    GraphBuilder builder = core.builder();
    return builder.transpose(builder.reshape(packed, 0, 0, heads, headSize), SWAP);
  }

  /** [B, N, S, H] to [B, S, hidden], where hidden is N*H or, if it is not known, -1. */
  static Value merge(CoreOperators core, Value separate, long hidden) {
    GraphBuilder builder = core.builder();
    return builder.reshape(builder.transpose(separate, SWAP), 0, 0, hidden);
  }
}
