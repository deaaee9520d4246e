package io.lntune.graph.rewrite.fold;

import io.lntune.graph.ir.Node;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators that read elements at equal distances along each axis. */
final class StrideFolds {
  private StrideFolds() {}

  /** {@code Slice} (opset 10) along any axes in any direction. */
  static SmallArray slice(Node node, List<@Nullable SmallArray> inputs) {
    SmallArray data = FoldInputs.required(inputs, 0);
    long[] starts = FoldInputs.required(inputs, 1).toLongs();
    long[] ends = FoldInputs.required(inputs, 2).toLongs();
    SmallArray axes = FoldInputs.optional(inputs, 3);
    SmallArray steps = FoldInputs.optional(inputs, 4);
    long[] sizes = data.sizes();
    long[] strides = strides(sizes);
    long first = 0;
    for (int i = 0; i < starts.length; i++) {
      int axis = FoldInputs.axis(axes == null ? i : axes.toLongs()[i], data.rank());
      long step = steps == null ? 1 : steps.toLongs()[i];
      long length = data.size(axis);
      long start = bound(starts[i], length, step);
      sizes[axis] = length == 0 ? 0 : count(start, bound(ends[i], length, step), step);
      first += start * strides[axis];
      strides[axis] *= step;
    }
    return read(data, sizes, first, strides);
  }

  /** A position that counts from the end when negative, between the ends of an axis. */
  private static long bound(long position, long length, long step) {
    long counted = position < 0 ? position + length : position;
    return step > 0
        ? Math.max(0, Math.min(length, counted))
        : Math.max(-1, Math.min(length - 1, counted));
  }

  private static long count(long start, long end, long step) {
    if (step == 0) {
      throw new NotFoldableException("slice with step 0");
    }
    return Math.max(0, -Math.floorDiv(start - end, step));
  }

  static SmallArray transpose(Node node, List<@Nullable SmallArray> inputs) {
    SmallArray data = FoldInputs.required(inputs, 0);
    int rank = data.rank();
    long[] order = new long[rank];
    List<Long> permutation = node.attributes().ints("perm");
    Arrays.setAll(order, i -> permutation == null ? rank - 1 - i : permutation.get(i));
    long[] own = strides(data.sizes());
    long[] sizes = new long[rank];
    long[] strides = new long[rank];
    for (int i = 0; i < rank; i++) {
      int axis = FoldInputs.axis(order[i], rank);
      sizes[i] = data.size(axis);
      strides[i] = own[axis];
    }
    return read(data, sizes, 0, strides);
  }

  /** The distance of neighbours along each axis. */
  private static long[] strides(long[] sizes) {
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride = Math.multiplyExact(stride, sizes[i]);
    }
    return strides;
  }

  private static SmallArray read(SmallArray data, long[] sizes, long first, long[] strides) {
    SmallArray result = new SmallArray(data.type(), sizes);
    for (int i = 0; i < result.count(); i++) {
      long source = first;
      long rest = i;
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        source += rest % sizes[axis] * strides[axis];
        rest /= sizes[axis];
      }
      result.copy(i, data, (int) source);
    }
    return result;
  }
}
