package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Operators that read or change the shape and leave the elements in order. */
final class Shapes {
  private Shapes() {}

  static void register(Kernels kernels) {
    kernels.add("Shape", Shapes::shape);
    kernels.add("Size", call -> Array.scalar(DataType.INT64, call.in(0).count()));
    kernels.add("Reshape", Shapes::reshape);
    kernels.add("Flatten", Shapes::flatten);
    kernels.add("Squeeze", Shapes::squeeze);
    kernels.add("Unsqueeze", Shapes::unsqueeze);
    kernels.add("Expand", Shapes::expand);
  }

  private static Array shape(Call call) {
    long[] dims = call.in(0).dims();
    int start = bound(call.attribute("start", 0), dims.length);
    int end = bound(call.attribute("end", dims.length), dims.length);
    long[] part = Arrays.copyOfRange(dims, start, Math.max(start, end));
    return Array.longs(new long[] {part.length}, part);
  }

  private static int bound(int position, int rank) {
    return Math.max(0, Math.min(rank, position < 0 ? position + rank : position));
  }

  private static Array reshape(Call call) {
    Array x = call.in(0);
    int[] sizes = Layout.ints(call.requiredLongs(1, "shape"));
    boolean allowZero = call.flag("allowzero", false);
    int rest = -1;
    int count = 1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == -1) {
        rest = i;
      } else {
        sizes[i] = sizes[i] == 0 && !allowZero ? x.size(i) : sizes[i];
        count *= sizes[i];
      }
    }
    if (rest >= 0) {
      sizes[rest] = count == 0 ? 0 : x.count() / count;
    }
    return x.reshaped(sizes);
  }

  private static Array flatten(Call call) {
    Array x = call.in(0);
    int attribute = call.attribute("axis", 1);
    int axis = attribute < 0 ? attribute + x.rank() : attribute;
    return x.reshaped(Layout.count(x.sizes(), 0, axis), Layout.count(x.sizes(), axis, x.rank()));
  }

  private static Array squeeze(Call call) {
    Array x = call.in(0);
    long[] given = call.longs(1, "axes");
    int[] axes =
        given == null
            ? IntStream.range(0, x.rank()).filter(i -> x.size(i) == 1).toArray()
            : Layout.axes(given, x.rank());
    if (Arrays.stream(axes).anyMatch(axis -> x.size(axis) != 1)) {
      throw call.invalid("squeezed axes must have size 1");
    }
    return x.reshaped(
        IntStream.range(0, x.rank()).filter(i -> !Layout.contains(axes, i)).map(x::size).toArray());
  }

  private static Array unsqueeze(Call call) {
    Array x = call.in(0);
    long[] given = call.requiredLongs(1, "axes");
    int[] axes = Layout.axes(given, x.rank() + given.length);
    int[] sizes = new int[x.rank() + given.length];
    int next = 0;
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Layout.contains(axes, i) ? 1 : x.size(next++);
    }
    return x.reshaped(sizes);
  }

  private static Array expand(Call call) {
    Array x = call.in(0);
    return Layout.expand(x, Layout.broadcast(x.sizes(), Layout.ints(call.in(1).toLongs())));
  }
}
