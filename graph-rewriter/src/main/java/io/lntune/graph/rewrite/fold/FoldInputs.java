package io.lntune.graph.rewrite.fold;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Access to the evaluated inputs of a node. */
final class FoldInputs {
  private FoldInputs() {}

  static SmallArray required(List<@Nullable SmallArray> inputs, int index) {
    SmallArray array = optional(inputs, index);
    if (array == null) {
      throw new NotFoldableException("input " + index + " is missing");
    }
    return array;
  }

  static @Nullable SmallArray optional(List<@Nullable SmallArray> inputs, int index) {
    return index < inputs.size() ? inputs.get(index) : null;
  }

  /** The axis counted from the front. */
  static int axis(long axis, int rank) {
    long positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= rank) {
      throw new NotFoldableException("axis " + axis + " of rank " + rank);
    }
    return (int) positive;
  }
}
