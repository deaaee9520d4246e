package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.rewrite.fold.FoldRules;
import io.lntune.graph.rewrite.fold.SmallArray;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sizes that a graph asks for at run time although they are fixed, whatever other axes are. */
final class KnownSizes {
  private KnownSizes() {}

  /** Whether {@code node} takes elements from the output of a {@code Shape} node. */
  static boolean taken(Node node) {
    Node source = node.is("Gather") || node.is("Slice") ? node.requiredInput(0).producer() : null;
    return source != null && source.is("Shape");
  }

  /** The result of a {@code Shape} node, -1 for a free axis; null when the rank is unknown. */
  static @Nullable SmallArray of(Node node) {
    Shape shape = node.requiredInput(0).shape();
    return shape == null ? null : FoldRules.shape(node, shape.sizes());
  }

  /** The result of a {@code Size} node; null when it depends on the run. */
  static @Nullable SmallArray product(Node node) {
    Shape shape = node.requiredInput(0).shape();
    return shape == null || !shape.isStatic()
        ? null
        : SmallArray.ofLongs(shape.elementCount()).reshaped();
  }

  /** {@code sizes}, or null when a free axis is among them. */
  static @Nullable SmallArray certain(@Nullable SmallArray sizes) {
    boolean free = sizes == null || Arrays.stream(sizes.toLongs()).anyMatch(size -> size < 0);
    return free ? null : sizes;
  }
}
