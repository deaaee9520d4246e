package io.lntune.graph.reference;

import java.util.Arrays;

/** Gather, GatherElements and GatherND. */
final class Gathers {
  private Gathers() {}

  static void register(Kernels kernels) {
    kernels.add("Gather", Gathers::gather);
    kernels.add("GatherElements", Gathers::gatherElements);
    kernels.add("GatherND", Gathers::gatherNd);
  }

  /** A possibly negative index as an offset along an axis of that size. */
  static int position(double index, int size) {
    int position = (int) (index < 0 ? index + size : index);
    if (position < 0 || position >= size) {
      throw new IllegalArgumentException("index " + index + " of " + size);
    }
    return position;
  }

  private static Array gather(Call call) {
    Array x = call.in(0);
    Array indices = call.in(1);
    int axis = Layout.axis(call.attribute("axis", 0), x.rank());
    int n = x.size(axis);
    int outer = Layout.count(x.sizes(), 0, axis);
    int inner = Layout.count(x.sizes(), axis + 1, x.rank());
    double[] data = new double[outer * indices.count() * inner];
    int at = 0;
    for (int o = 0; o < outer; o++) {
      for (double index : indices.data()) {
        System.arraycopy(x.data(), (o * n + position(index, n)) * inner, data, at, inner);
        at += inner;
      }
    }
    int[] head = Arrays.copyOf(x.sizes(), axis);
    int[] tail = Arrays.copyOfRange(x.sizes(), axis + 1, x.rank());
    return Array.wrap(x.type(), Layout.concat(head, indices.sizes(), tail), data);
  }

  private static Array gatherElements(Call call) {
    Array x = call.in(0);
    Array indices = call.in(1);
    int[] offsets = elementOffsets(x, indices, Layout.axis(call.attribute("axis", 0), x.rank()));
    return Array.wrap(x.type(), indices.sizes(), Layout.pick(x.data(), offsets));
  }

  /** For each index element the offset in {@code x} it speaks of. */
  static int[] elementOffsets(Array x, Array indices, int axis) {
    int[] strides = Layout.strides(x.sizes());
    int[] offsets = new int[indices.count()];
    int[] index = new int[indices.rank()];
    for (int i = 0; i < offsets.length; i++) {
      int own = Layout.offset(index, strides);
      int wanted = position(indices.data()[i], x.size(axis));
      offsets[i] = own + (wanted - index[axis]) * strides[axis];
      Layout.next(index, indices.sizes());
    }
    return offsets;
  }

  private static Array gatherNd(Call call) {
    Array x = call.in(0);
    Array indices = call.in(1);
    int batchDims = call.attribute("batch_dims", 0);
    int[] starts = blockOffsets(x, indices, batchDims);
    int depth = batchDims + indices.size(-1);
    int block = Layout.count(x.sizes(), depth, x.rank());
    double[] data = new double[starts.length * block];
    for (int i = 0; i < starts.length; i++) {
      System.arraycopy(x.data(), starts[i], data, i * block, block);
    }
    int[] head = Arrays.copyOf(indices.sizes(), indices.rank() - 1);
    int[] tail = Arrays.copyOfRange(x.sizes(), depth, x.rank());
    return Array.wrap(x.type(), Layout.concat(head, tail), data);
  }

  /** For each index tuple (last axis of {@code indices}) where its block of {@code x} starts. */
  static int[] blockOffsets(Array x, Array indices, int batchDims) {
    int width = indices.size(-1);
    int[] strides = Layout.strides(x.sizes());
    int batches = Layout.count(x.sizes(), 0, batchDims);
    int batchSize = Layout.count(x.sizes(), batchDims, x.rank());
    int[] starts = new int[Layout.count(indices.sizes(), 0, indices.rank() - 1)];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = i / (starts.length / batches) * batchSize;
      for (int k = 0; k < width; k++) {
        int axis = batchDims + k;
        starts[i] += position(indices.data()[i * width + k], x.size(axis)) * strides[axis];
      }
    }
    return starts;
  }
}
