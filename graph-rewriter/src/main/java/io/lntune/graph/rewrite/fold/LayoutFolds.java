package io.lntune.graph.rewrite.fold;

import io.lntune.graph.ir.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operators that move elements without changing them. */
final class LayoutFolds {
  private LayoutFolds() {}

  static SmallArray reshape(Node node, List<@Nullable SmallArray> inputs) {
    SmallArray x = FoldInputs.required(inputs, 0);
    long[] sizes = FoldInputs.required(inputs, 1).toLongs();
    boolean zeroMeansCopy = node.attributes().intValue("allowzero", 0) == 0;
    int open = -1;
    long known = 1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == 0 && zeroMeansCopy) {
        sizes[i] = x.size(FoldInputs.axis(i, x.rank()));
      }
      if (sizes[i] == -1) {
        if (open >= 0) {
          throw new NotFoldableException("two open sizes");
        }
        open = i;
      } else {
        known = Math.multiplyExact(known, sizes[i]);
      }
    }
    if (open >= 0) {
      if (known == 0) {
        throw new NotFoldableException("open size beside 0");
      }
      sizes[open] = x.count() / known;
    }
    return x.reshaped(sizes);
  }

  static SmallArray squeeze(Node node, List<@Nullable SmallArray> inputs) {
    SmallArray x = FoldInputs.required(inputs, 0);
    long[] axes = axes(node, inputs);
    Set<Integer> dropped = new HashSet<>();
    if (axes == null) {
      for (int i = 0; i < x.rank(); i++) {
        if (x.size(i) == 1) {
          dropped.add(i);
        }
      }
    } else {
      Arrays.stream(axes).forEach(axis -> dropped.add(FoldInputs.axis(axis, x.rank())));
    }
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (!dropped.contains(i)) {
        sizes.add(x.size(i));
      }
    }
    return x.reshaped(toArray(sizes));
  }

  static SmallArray unsqueeze(Node node, List<@Nullable SmallArray> inputs) {
    SmallArray x = FoldInputs.required(inputs, 0);
    long[] axes = axes(node, inputs);
    if (axes == null) {
      throw new NotFoldableException("no axes");
    }
    int rank = x.rank() + axes.length;
    Set<Integer> added = new HashSet<>();
    Arrays.stream(axes).forEach(axis -> added.add(FoldInputs.axis(axis, rank)));
    if (added.size() != axes.length) {
      throw new NotFoldableException("repeated axes");
    }
    List<Long> sizes = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < rank; i++) {
      sizes.add(added.contains(i) ? 1L : x.size(next++));
    }
    return x.reshaped(toArray(sizes));
  }

  private static long @Nullable [] axes(Node node, List<@Nullable SmallArray> inputs) {
    SmallArray input = FoldInputs.optional(inputs, 1);
    if (input != null) {
      return input.toLongs();
    }
    List<Long> attribute = node.attributes().ints("axes");
    return attribute == null ? null : toArray(attribute);
  }

  static SmallArray concat(Node node, List<@Nullable SmallArray> inputs) {
    SmallArray first = FoldInputs.required(inputs, 0);
    int axis = FoldInputs.axis(node.attributes().intValue("axis", 0), first.rank());
    long[] sizes = first.sizes();
    sizes[axis] = 0;
    for (int i = 0; i < inputs.size(); i++) {
      SmallArray part = FoldInputs.required(inputs, i);
      long[] expected = part.sizes();
      sizes[axis] += part.size(FoldInputs.axis(axis, part.rank()));
      expected[axis] = sizes[axis];
      if (!Arrays.equals(expected, sizes)) {
        throw new NotFoldableException("parts do not fit together");
      }
    }
    SmallArray result = new SmallArray(first.type(), sizes);
    int inner = product(sizes, axis + 1, sizes.length);
    int outer = product(sizes, 0, axis);
    int target = 0;
    for (int row = 0; row < outer; row++) {
      for (int i = 0; i < inputs.size(); i++) {
        SmallArray part = FoldInputs.required(inputs, i);
        int length = (int) part.size(axis) * inner;
        for (int j = 0; j < length; j++) {
          result.copy(target++, part, row * length + j);
        }
      }
    }
    return result;
  }

  static SmallArray gather(Node node, List<@Nullable SmallArray> inputs) {
    SmallArray data = FoldInputs.required(inputs, 0);
    SmallArray indices = FoldInputs.required(inputs, 1);
    int axis = FoldInputs.axis(node.attributes().intValue("axis", 0), data.rank());
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < data.rank(); i++) {
      if (i == axis) {
        Arrays.stream(indices.sizes()).forEach(sizes::add);
      } else {
        sizes.add(data.size(i));
      }
    }
    SmallArray result = new SmallArray(data.type(), toArray(sizes));
    int inner = product(data.sizes(), axis + 1, data.rank());
    int outer = product(data.sizes(), 0, axis);
    int length = (int) data.size(axis);
    int target = 0;
    for (int row = 0; row < outer; row++) {
      for (long index : indices.toLongs()) {
        int position = row * length + FoldInputs.axis(index, length);
        for (int j = 0; j < inner; j++) {
          result.copy(target++, data, position * inner + j);
        }
      }
    }
    return result;
  }

  private static int product(long[] sizes, int from, int to) {
    long product = 1;
    for (int i = from; i < to; i++) {
      product = Math.multiplyExact(product, sizes[i]);
    }
    return Math.toIntExact(product);
  }

  private static long[] toArray(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
