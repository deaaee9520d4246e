package io.lntune.graph.reference;

/** ConvTranspose: X [N, C, s...], W [C, M / group, k...], B [M]. */
final class TransposedConvolution {
  private TransposedConvolution() {}

  static void register(Kernels kernels) {
    kernels.add("ConvTranspose", TransposedConvolution::convolve);
  }

  private static Array convolve(Call call) {
    Array x = call.in(0);
    Array w = call.in(1);
    Array bias = call.optional(2);
    int[] input = Window.spatial(x);
    int[] kernel = Window.spatial(w);
    int[] strides = Window.attribute(call, "strides", input.length, 1);
    int[] dilations = Window.attribute(call, "dilations", input.length, 1);
    int[] padBefore = new int[input.length];
    int[] output = outputSizes(call, input, kernel, strides, dilations, padBefore);
    int group = call.attribute("group", 1);
    int perGroup = w.size(1);
    int maps = perGroup * group;
    int area = Layout.count(output);
    int taps = Layout.count(kernel);
    int positions = Layout.count(input);
    double[] y = new double[x.size(0) * maps * area];
    for (int i = 0; i < y.length && bias != null; i++) {
      y[i] = bias.data()[i / area % maps];
    }
    int[] k = new int[kernel.length];
    for (int t = 0; t < taps; t++) {
      int[] at = new int[input.length];
      for (int p = 0; p < positions; p++) {
        int offset = 0;
        for (int axis = 0; axis < at.length && offset >= 0; axis++) {
          int o = at[axis] * strides[axis] + k[axis] * dilations[axis] - padBefore[axis];
          offset = o < 0 || o >= output[axis] ? -1 : offset * output[axis] + o;
        }
        for (int i = 0; i < x.size(0) * x.size(1) * perGroup && offset >= 0; i++) {
          int j = i % perGroup;
          int c = i / perGroup % x.size(1);
          int n = i / perGroup / x.size(1);
          int map = n * maps + c / (x.size(1) / group) * perGroup + j;
          y[map * area + offset] +=
              x.data()[(n * x.size(1) + c) * positions + p]
                  * w.data()[(c * perGroup + j) * taps + t];
        }
        Layout.next(at, input);
      }
      Layout.next(k, kernel);
    }
    return Array.wrap(x.type(), Layout.concat(new int[] {x.size(0), maps}, output), y);
  }

  /** Sizes of the result; fills in what is cut off at the start of each axis. */
  private static int[] outputSizes(
      Call call, int[] input, int[] kernel, int[] strides, int[] dilations, int[] padBefore) {
    int n = input.length;
    int[] pads = Window.attribute(call, "pads", 2 * n, 0);
    int[] extra = Window.attribute(call, "output_padding", n, 0);
    long[] wanted = call.longs("output_shape");
    String autoPad = call.attribute("auto_pad", "NOTSET");
    int[] output = new int[n];
    for (int i = 0; i < n; i++) {
      int full = strides[i] * (input[i] - 1) + extra[i] + (kernel[i] - 1) * dilations[i] + 1;
      if (wanted == null && !autoPad.startsWith("SAME")) {
        padBefore[i] = pads[i];
        output[i] = full - pads[i] - pads[i + n];
      } else {
        output[i] =
            wanted == null ? input[i] * strides[i] : Math.toIntExact(wanted[wanted.length - n + i]);
        int total = Math.max(0, full - output[i]);
        padBefore[i] = autoPad.equals("SAME_UPPER") ? total / 2 : total - total / 2;
      }
    }
    return output;
  }
}
