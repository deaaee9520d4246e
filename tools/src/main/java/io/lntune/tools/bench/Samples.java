package io.lntune.tools.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Repeated measurements of one thing.
 *
 * @param values in the order of measuring, at least one
 */
record Samples(List<Double> values) {
  Samples {
    values = List.copyOf(values);
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  /** Each value over the one of {@code other} that was measured with it. */
  Samples over(Samples other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(values.size(), other.values.size()); i++) {
      ratios.add(values.get(i) / other.values.get(i));
    }
    return new Samples(ratios);
  }
}
