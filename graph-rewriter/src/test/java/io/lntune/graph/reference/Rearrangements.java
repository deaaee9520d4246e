package io.lntune.graph.reference;

import java.util.List;

/** Operators that reorder, join or repeat elements. */
final class Rearrangements {
  private Rearrangements() {}

  static void register(Kernels kernels) {
    kernels.add("Transpose", Rearrangements::transpose);
    kernels.add("Concat", Rearrangements::concat);
    kernels.add("Tile", Rearrangements::tile);
    kernels.add("DepthToSpace", Rearrangements::depthToSpace);
    kernels.add("SpaceToDepth", Rearrangements::spaceToDepth);
    kernels.add("ReverseSequence", Rearrangements::reverseSequence);
  }

  private static Array transpose(Call call) {
    Array x = call.in(0);
    long[] given = call.longs("perm");
    if (given != null) {
      return transpose(x, Layout.ints(given));
    }
    int[] reversed = Layout.range(x.rank());
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = reversed.length - 1 - i;
    }
    return transpose(x, reversed);
  }

  /** Output axis i is input axis {@code permutation[i]}. */
  static Array transpose(Array x, int... permutation) {
    int[] sizes = Reductions.select(x.sizes(), permutation);
    int[] strides = Reductions.select(Layout.strides(x.sizes()), permutation);
    return Array.wrap(x.type(), sizes, Layout.pick(x.data(), Layout.offsets(sizes, strides)));
  }

  private static Array concat(Call call) {
    List<Array> parts = call.oneType(0).allFrom(0);
    return concat(parts, Layout.axis(call.attribute("axis", 0), parts.get(0).rank()));
  }

  /** The parts one after another along an existing axis. */
  static Array concat(List<Array> parts, int axis) {
    int[] sizes = parts.get(0).sizes().clone();
    sizes[axis] = parts.stream().mapToInt(part -> part.size(axis)).sum();
    int outer = Layout.count(sizes, 0, axis);
    int inner = Layout.count(sizes, axis + 1, sizes.length);
    double[] data = new double[Layout.count(sizes)];
    int start = 0;
    for (Array part : parts) {
      int run = part.size(axis) * inner;
      for (int o = 0; o < outer; o++) {
        System.arraycopy(part.data(), o * run, data, o * sizes[axis] * inner + start, run);
      }
      start += run;
    }
    return Array.wrap(parts.get(0).type(), sizes, data);
  }

  private static Array tile(Call call) {
    Array x = call.in(0);
    int[] repeats = Layout.ints(call.in(1).toLongs());
    int[] sizes = x.sizes().clone();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] *= repeats[i];
    }
    return fill(x, sizes, (index, axis) -> index % x.size(axis));
  }

  /** Where an output index along an axis is read from. */
  interface Source {
    int of(int index, int axis);
  }

  /** An array of the given sizes whose every axis reads from its source index in {@code x}. */
  static Array fill(Array x, int[] sizes, Source source) {
    int[] strides = Layout.strides(x.sizes());
    double[] data = new double[Layout.count(sizes)];
    int[] index = new int[sizes.length];
    for (int i = 0; i < data.length; i++) {
      int offset = 0;
      for (int axis = 0; axis < index.length; axis++) {
        offset += source.of(index[axis], axis) * strides[axis];
      }
      data[i] = x.data()[offset];
      Layout.next(index, sizes);
    }
    return Array.wrap(x.type(), sizes, data);
  }

  private static Array depthToSpace(Call call) {
    Array x = call.in(0);
    int b = call.attribute("blocksize", 1);
    int n = x.size(0);
    int c = x.size(1) / (b * b);
    int h = x.size(2);
    int w = x.size(3);
    Array blocks =
        call.attribute("mode", "DCR").equals("DCR")
            ? transpose(x.reshaped(n, b, b, c, h, w), 0, 3, 4, 1, 5, 2)
            : transpose(x.reshaped(n, c, b, b, h, w), 0, 1, 4, 2, 5, 3);
    return blocks.reshaped(n, c, h * b, w * b);
  }

  private static Array spaceToDepth(Call call) {
    Array x = call.in(0);
    int b = call.attribute("blocksize", 1);
    int n = x.size(0);
    int c = x.size(1);
    int h = x.size(2) / b;
    int w = x.size(3) / b;
    return transpose(x.reshaped(n, c, h, b, w, b), 0, 3, 5, 1, 2, 4).reshaped(n, c * b * b, h, w);
  }

  private static Array reverseSequence(Call call) {
    Array x = call.in(0);
    long[] lengths = call.in(1).toLongs();
    int batchAxis = call.attribute("batch_axis", 1);
    int timeAxis = call.attribute("time_axis", 0);
    int[] strides = Layout.strides(x.sizes());
    double[] data = new double[x.count()];
    int[] index = new int[x.rank()];
    for (int i = 0; i < data.length; i++) {
      int t = index[timeAxis];
      int length = Math.toIntExact(lengths[index[batchAxis]]);
      data[i] = x.data()[t < length ? i + (length - 1 - 2 * t) * strides[timeAxis] : i];
      Layout.next(index, x.sizes());
    }
    return Array.wrap(x.type(), x.sizes(), data);
  }
}
