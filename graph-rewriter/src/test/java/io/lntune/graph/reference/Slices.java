package io.lntune.graph.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators that cut pieces out of an array. */
final class Slices {
  private Slices() {}

  static void register(Kernels kernels) {
    kernels.add("Slice", Slices::slice);
    kernels.addMany("Split", Slices::split);
    kernels.add("Compress", Slices::compress);
    kernels.add("Trilu", Slices::triangle);
  }

  private static Array slice(Call call) {
    Array x = call.in(0);
    long[] starts = call.requiredLongs(1, "starts");
    long[] ends = call.requiredLongs(2, "ends");
    long[] givenAxes = call.longs(3, "axes");
    int[] axes = givenAxes == null ? Layout.range(starts.length) : Layout.axes(givenAxes, x.rank());
    long[] steps = call.longs(4, "steps");
    int[] sizes = x.sizes().clone();
    long[] first = new long[x.rank()];
    long[] step = new long[x.rank()];
    Arrays.fill(step, 1);
    for (int i = 0; i < axes.length; i++) {
      int axis = axes[i];
      int size = x.size(axis);
      step[axis] = steps == null ? 1 : steps[i];
      boolean forward = step[axis] > 0;
      first[axis] = clamp(wrap(starts[i], size), 0, forward ? size : size - 1);
      long end = clamp(wrap(ends[i], size), forward ? 0 : -1, size);
      long span = end - first[axis];
      sizes[axis] = (int) Math.max(0, -Math.floorDiv(-span, step[axis]));
    }
    return Rearrangements.fill(
        x, sizes, (index, axis) -> Math.toIntExact(first[axis] + index * step[axis]));
  }

  private static long wrap(long position, int size) {
    return position < 0 ? position + size : position;
  }

  private static long clamp(long value, long low, long high) {
    return Math.max(low, Math.min(high, value));
  }

  private static List<Array> split(Call call) {
    Array x = call.in(0);
    int axis = Layout.axis(call.attribute("axis", 0), x.rank());
    long[] parts = call.longs(1, "split");
    if (parts == null) {
      int count = call.attribute("num_outputs", call.outputCount());
      long chunk = -Math.floorDiv(-x.size(axis), count);
      parts = new long[count];
      Arrays.fill(parts, chunk);
      parts[count - 1] = x.size(axis) - chunk * (count - 1);
    }
    List<Array> results = new ArrayList<>();
    int start = 0;
    for (long part : parts) {
      results.add(piece(x, axis, start, Math.toIntExact(part)));
      start += Math.toIntExact(part);
    }
    return results;
  }

  /** The elements from {@code start} on, {@code length} of them along {@code axis}. */
  static Array piece(Array x, int axis, int start, int length) {
    int[] sizes = x.sizes().clone();
    sizes[axis] = length;
    return Rearrangements.fill(x, sizes, (index, at) -> at == axis ? index + start : index);
  }

  private static Array compress(Call call) {
    boolean flat = !call.attributes().has("axis");
    Array x = flat ? call.in(0).reshaped(call.in(0).count()) : call.in(0);
    int axis = flat ? 0 : Layout.axis(call.attribute("axis", 0), x.rank());
    double[] condition = call.in(1).data();
    int[] kept =
        Arrays.stream(Layout.range(Math.min(condition.length, x.size(axis))))
            .filter(i -> condition[i] != 0)
            .toArray();
    int[] sizes = x.sizes().clone();
    sizes[axis] = kept.length;
    return Rearrangements.fill(x, sizes, (index, at) -> at == axis ? kept[index] : index);
  }

  /** Keeps the elements on one side of the k-th diagonal of the last two axes. */
  private static Array triangle(Call call) {
    Array x = call.in(0);
    long k = call.has(1) ? (long) call.in(1).item() : 0;
    boolean upper = call.flag("upper", true);
    int rows = x.size(-2);
    int columns = x.size(-1);
    double[] data = x.data().clone();
    for (int i = 0; i < data.length; i++) {
      int row = i / columns % rows;
      int column = i % columns;
      boolean keep = upper ? column - row >= k : column - row <= k;
      data[i] = keep ? data[i] : 0;
    }
    return Array.wrap(x.type(), x.sizes(), data);
  }
}
