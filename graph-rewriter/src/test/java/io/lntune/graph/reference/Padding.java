package io.lntune.graph.reference;

import java.util.Arrays;

/** The Pad operator; negative pads crop. */
final class Padding {
  private static final int OUTSIDE = -1;

  private Padding() {}

  static void register(Kernels kernels) {
    kernels.add("Pad", Padding::pad);
  }

  private static Array pad(Call call) {
    Array x = call.in(0);
    long[] pads = call.requiredLongs(1, "pads");
    Array constant = call.optional(2);
    double fill = constant == null ? call.attribute("value", 0.0) : constant.item();
    Array givenAxes = call.optional(3);
    int[] axes =
        givenAxes == null ? Layout.range(x.rank()) : Layout.axes(givenAxes.toLongs(), x.rank());
    int[] before = new int[x.rank()];
    int[] sizes = x.sizes().clone();
    for (int i = 0; i < axes.length; i++) {
      before[axes[i]] = Math.toIntExact(pads[i]);
      sizes[axes[i]] += Math.toIntExact(pads[i] + pads[i + axes.length]);
    }
    String mode = call.attribute("mode", "constant");
    int[] strides = Layout.strides(x.sizes());
    double[] data = new double[Layout.count(sizes)];
    Arrays.fill(data, fill);
    int[] index = new int[x.rank()];
    for (int i = 0; i < data.length; i++) {
      int offset = 0;
      for (int axis = 0; axis < index.length && offset != OUTSIDE; axis++) {
        int source = source(mode, index[axis] - before[axis], x.size(axis));
        offset = source == OUTSIDE ? OUTSIDE : offset + source * strides[axis];
      }
      data[i] = offset == OUTSIDE ? fill : x.data()[offset];
      Layout.next(index, sizes);
    }
    return Array.wrap(x.type(), sizes, data);
  }

  private static int source(String mode, int position, int size) {
    boolean inside = position >= 0 && position < size;
    return switch (mode) {
      case "constant" -> inside ? position : OUTSIDE;
      case "edge" -> Math.max(0, Math.min(size - 1, position));
      case "wrap" -> Math.floorMod(position, size);
      case "reflect" -> reflect(position, size);
      default -> throw new IllegalArgumentException("Pad mode " + mode);
    };
  }

  /** Mirrors at the first and last element, which are not repeated. */
  private static int reflect(int position, int size) {
    int period = Math.max(1, 2 * (size - 1));
    int folded = Math.floorMod(position, period);
    return folded < size ? folded : period - folded;
  }
}
