package io.lntune.graph.differentiate;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much of its shapes a forward graph declares; the numbers that flow are the same. */
enum ShapeKnowledge {
  /** Every size. */
  STATIC,
  /** Named sizes: equal sizes carry one name, and a size of 1 is not known to be 1. */
  SYMBOLIC,
  /** The rank only. */
  RANK,
  /** Nothing. */
  NOTHING;

  /** What is declared of a value with these sizes; null for no shape at all. */
  @Nullable Shape declare(long[] sizes) {
    List<Dim> symbols =
        Arrays.stream(sizes).mapToObj(size -> Dim.symbolic("size_" + size)).toList();
    return switch (this) {
      case STATIC -> Shape.of(sizes);
      case SYMBOLIC -> new Shape(symbols);
      case RANK -> new Shape(symbols.stream().map(symbol -> Dim.UNKNOWN).toList());
      case NOTHING -> null;
    };
  }
}
