package io.lntune.graph.reference;

import java.util.function.DoubleBinaryOperator;

/** ScatterElements, its old form Scatter, and ScatterND. */
final class Scatters {
  private Scatters() {}

  static void register(Kernels kernels) {
    kernels.add("ScatterElements", Scatters::scatterElements);
    kernels.add("Scatter", Scatters::scatterElements);
    kernels.add("ScatterND", Scatters::scatterNd);
  }

  private static DoubleBinaryOperator reduction(Call call) {
    String name = call.attribute("reduction", "none");
    return switch (name) {
      case "none" -> (old, update) -> update;
      case "add" -> Double::sum;
      case "mul" -> (old, update) -> old * update;
      case "max" -> Math::max;
      case "min" -> Math::min;
      default -> throw call.invalid("reduction " + name);
    };
  }

  private static Array scatterElements(Call call) {
    Array x = call.in(0);
    Array updates = call.in(2);
    DoubleBinaryOperator reduction = reduction(call);
    int axis = Layout.axis(call.attribute("axis", 0), x.rank());
    int[] offsets = Gathers.elementOffsets(x, call.in(1), axis);
    double[] data = x.data().clone();
    for (int i = 0; i < offsets.length; i++) {
      data[offsets[i]] = reduction.applyAsDouble(data[offsets[i]], updates.data()[i]);
    }
    return Array.wrap(x.type(), x.sizes(), data);
  }

  private static Array scatterNd(Call call) {
    Array x = call.in(0);
    Array indices = call.in(1);
    Array updates = call.in(2);
    DoubleBinaryOperator reduction = reduction(call);
    int[] starts = Gathers.blockOffsets(x, indices, 0);
    int block = Layout.count(x.sizes(), indices.size(-1), x.rank());
    double[] data = x.data().clone();
    for (int i = 0; i < starts.length; i++) {
      for (int k = 0; k < block; k++) {
        int at = starts[i] + k;
        data[at] = reduction.applyAsDouble(data[at], updates.data()[i * block + k]);
      }
    }
    return Array.wrap(x.type(), x.sizes(), data);
  }
}
