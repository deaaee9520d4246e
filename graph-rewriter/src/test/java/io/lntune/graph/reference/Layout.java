package io.lntune.graph.reference;

import java.util.Arrays;

/** Index arithmetic over row-major sizes. */
final class Layout {
  private Layout() {}

  static int count(int[] sizes) {
    int count = 1;
    for (int size : sizes) {
      count = Math.multiplyExact(count, size);
    }
    return count;
  }

  /** Product of the sizes of axes {@code from} (included) to {@code to} (not included). */
  static int count(int[] sizes, int from, int to) {
    return count(Arrays.copyOfRange(sizes, from, to));
  }

  static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  static int[] strides(int[] sizes) {
    int[] strides = new int[sizes.length];
    int step = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= sizes[i];
    }
    return strides;
  }

  static int offset(int[] index, int[] strides) {
    int offset = 0;
    for (int i = 0; i < index.length; i++) {
      offset += index[i] * strides[i];
    }
    return offset;
  }

  /** Advances {@code index} in row-major order; false, and all zero, after the last one. */
  static boolean next(int[] index, int[] sizes) {
    for (int i = sizes.length - 1; i >= 0; i--) {
      if (++index[i] < sizes[i]) {
        return true;
      }
      index[i] = 0;
    }
    return false;
  }

  /** Offsets of every index in row-major order; none when a size is 0. */
  static int[] offsets(int[] sizes, int[] strides) {
    int[] offsets = new int[count(sizes)];
    int[] index = new int[sizes.length];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = offset(index, strides);
      next(index, sizes);
    }
    return offsets;
  }

  /** A possibly negative axis as 0 to rank - 1. */
  static int axis(long axis, int rank) {
    long positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= Math.max(rank, 1)) {
      throw new IllegalArgumentException("axis " + axis + " of rank " + rank);
    }
    return (int) positive;
  }

  static int[] axes(long[] axes, int rank) {
    return Arrays.stream(axes).mapToInt(axis -> axis(axis, rank)).toArray();
  }

  /** 0, 1, ..., n - 1. */
  static int[] range(int n) {
    int[] range = new int[n];
    Arrays.setAll(range, i -> i);
    return range;
  }

  static boolean contains(int[] values, int wanted) {
    return Arrays.stream(values).anyMatch(value -> value == wanted);
  }

  static int[] concat(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }

  /** NumPy broadcasting of two shapes. */
  static int[] broadcast(int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] result = new int[rank];
    for (int i = 0; i < rank; i++) {
      int sizeA = i < rank - a.length ? 1 : a[i - (rank - a.length)];
      int sizeB = i < rank - b.length ? 1 : b[i - (rank - b.length)];
      if (sizeA != sizeB && sizeA != 1 && sizeB != 1) {
        throw new IllegalArgumentException(
            "shapes " + Arrays.toString(a) + " and " + Arrays.toString(b) + " do not broadcast");
      }
      result[i] = sizeA == 1 ? sizeB : sizeA;
    }
    return result;
  }

  /** Strides that read an array of {@code sizes} as if it had the larger shape {@code target}. */
  static int[] broadcastStrides(int[] sizes, int[] target) {
    int[] own = strides(sizes);
    int[] result = new int[target.length];
    int shift = target.length - sizes.length;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] != 1 && sizes[i] != target[i + shift]) {
        throw new IllegalArgumentException(
            Arrays.toString(sizes) + " does not broadcast to " + Arrays.toString(target));
      }
      result[i + shift] = sizes[i] == 1 ? 0 : own[i];
    }
    return result;
  }

  /** The elements of {@code array} repeated to the shape {@code target}. */
  static Array expand(Array array, int[] target) {
    int[] offsets = offsets(target, broadcastStrides(array.sizes(), target));
    return Array.wrap(array.type(), target, pick(array.data(), offsets));
  }

  static double[] pick(double[] data, int[] offsets) {
    double[] result = new double[offsets.length];
    for (int i = 0; i < offsets.length; i++) {
      result[i] = data[offsets[i]];
    }
    return result;
  }
}
