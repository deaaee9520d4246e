package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that rank or accumulate along an axis. */
final class Ordering {
  private Ordering() {}

  static void register(Kernels kernels) {
    kernels.add("ArgMax", call -> argument(call, 1));
    kernels.add("ArgMin", call -> argument(call, -1));
    kernels.addMany("TopK", Ordering::topK);
    kernels.add("CumSum", Ordering::cumulativeSum);
    kernels.add("Hardmax", Ordering::hardmax);
  }

  private static Array argument(Call call, int sign) {
    Array x = call.in(0);
    int axis = Layout.axis(call.attribute("axis", 0), x.rank());
    boolean last = call.flag("select_last_index", false);
    Array indices =
        Lines.map(x, axis, DataType.INT64, line -> new double[] {best(line, sign, last)});
    if (call.flag("keepdims", true)) {
      return indices;
    }
    int[] sizes = indices.sizes();
    return indices.reshaped(
        Layout.concat(
            Arrays.copyOf(sizes, axis), Arrays.copyOfRange(sizes, axis + 1, sizes.length)));
  }

  private static int best(double[] line, int sign, boolean last) {
    int best = 0;
    for (int i = 1; i < line.length; i++) {
      int order = sign * Double.compare(line[i] + 0.0, line[best] + 0.0);
      best = order > 0 || (last && order == 0) ? i : best;
    }
    return best;
  }

  /** The k best in order, equal elements by position; the order also holds for sorted = 0. */
  private static List<Array> topK(Call call) {
    Array x = call.in(0);
    int axis = Layout.axis(call.attribute("axis", -1), x.rank());
    int k = Math.toIntExact(call.requiredLongs(1, "k")[0]);
    boolean largest = call.flag("largest", true);
    Array values = Lines.map(x, axis, x.type(), line -> Layout.pick(line, first(line, k, largest)));
    Array indices =
        Lines.map(
            x,
            axis,
            DataType.INT64,
            line -> Arrays.stream(first(line, k, largest)).asDoubleStream().toArray());
    return List.of(values, indices);
  }

  private static int[] first(double[] line, int k, boolean largest) {
    Comparator<Integer> order = Comparator.comparingDouble(i -> largest ? -line[i] : line[i]);
    return IntStream.range(0, line.length)
        .boxed()
        .sorted(order)
        .limit(k)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static Array cumulativeSum(Call call) {
    Array x = call.in(0);
    int axis = Layout.axis((long) call.in(1).item(), x.rank());
    boolean exclusive = call.flag("exclusive", false);
    boolean reverse = call.flag("reverse", false);
    return Lines.map(
        x,
        axis,
        x.type(),
        line -> {
          double[] result = new double[line.length];
          double sum = 0;
          for (int i = 0; i < line.length; i++) {
            int at = reverse ? line.length - 1 - i : i;
            result[at] = exclusive ? sum : sum + line[at];
            sum += line[at];
          }
          return result;
        });
  }

  private static Array hardmax(Call call) {
    Array x = call.in(0);
    return Lines.map(
        x,
        Layout.axis(call.attribute("axis", -1), x.rank()),
        x.type(),
        line -> {
          double[] result = new double[line.length];
          if (line.length > 0) {
            result[best(line, 1, false)] = 1;
          }
          return result;
        });
  }
}
