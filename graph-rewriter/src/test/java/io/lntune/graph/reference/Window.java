package io.lntune.graph.reference;

import java.util.Arrays;

/**
 * Geometry of a sliding window over the spatial axes: what kernel, strides, dilations and padding
 * mean together.
 */
final class Window {
  final int[] input;
  final int[] kernel;
  final int[] strides;
  final int[] dilations;
  final int[] padBefore;
  final int[] padAfter;
  final int[] output;

  /** The window of a Conv or pooling node over spatial sizes {@code input}. */
  Window(Call call, int[] input, int[] kernel) {
    int n = input.length;
    this.input = input;
    this.kernel = kernel;
    strides = attribute(call, "strides", n, 1);
    dilations = attribute(call, "dilations", n, 1);
    int[] pads = attribute(call, "pads", 2 * n, 0);
    padBefore = Arrays.copyOf(pads, n);
    padAfter = Arrays.copyOfRange(pads, n, 2 * n);
    output = new int[n];
    String autoPad = call.attribute("auto_pad", "NOTSET");
    boolean ceil = call.flag("ceil_mode", false);
    for (int i = 0; i < n; i++) {
      if (autoPad.startsWith("SAME")) {
        output[i] = (input[i] + strides[i] - 1) / strides[i];
        int total = Math.max(0, (output[i] - 1) * strides[i] + extent(i) - input[i]);
        padBefore[i] = autoPad.equals("SAME_UPPER") ? total / 2 : total - total / 2;
        padAfter[i] = total - padBefore[i];
      } else {
        output[i] = outputSize(i, ceil);
      }
    }
  }

  /** Elements from the first to the last one that the kernel touches. */
  int extent(int axis) {
    return (kernel[axis] - 1) * dilations[axis] + 1;
  }

  private int outputSize(int i, boolean ceil) {
    int room = input[i] + padBefore[i] + padAfter[i] - extent(i);
    if (!ceil) {
      return Math.floorDiv(room, strides[i]) + 1;
    }
    int size = -Math.floorDiv(-room, strides[i]) + 1;
    // A window that would start in the padding behind the input is dropped.
    return (size - 1) * strides[i] >= input[i] + padBefore[i] ? size - 1 : size;
  }

  /** Input position along an axis of a kernel element; may lie outside the input. */
  int position(int axis, int out, int k) {
    return out * strides[axis] - padBefore[axis] + k * dilations[axis];
  }

  /** Offset in the input of a kernel element at an output position, or -1 in the padding. */
  int offset(int[] out, int[] k) {
    int offset = 0;
    for (int axis = 0; axis < input.length; axis++) {
      int position = position(axis, out[axis], k[axis]);
      if (position < 0 || position >= input[axis]) {
        return -1;
      }
      offset = offset * input[axis] + position;
    }
    return offset;
  }

  /** True when the kernel element lies in the input or its padding, not beyond. */
  boolean withinPadding(int[] out, int[] k) {
    for (int axis = 0; axis < input.length; axis++) {
      if (position(axis, out[axis], k[axis]) >= input[axis] + padAfter[axis]) {
        return false;
      }
    }
    return true;
  }

  static int[] attribute(Call call, String name, int length, int absent) {
    long[] given = call.longs(name);
    if (given != null && given.length > 0) {
      return Layout.ints(given);
    }
    int[] values = new int[length];
    Arrays.fill(values, absent);
    return values;
  }

  static int[] spatial(Array x) {
    return Arrays.copyOfRange(x.sizes(), 2, x.rank());
  }
}
