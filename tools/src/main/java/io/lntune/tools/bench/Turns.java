package io.lntune.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Measures two things in turns, so that a machine whose speed drifts is unfair to neither; who
 * begins changes with every round.
 */
final class Turns {
  /** Worker threads of numerical libraries keep spinning for a while after their work. */
  private static final long REST_MILLISECONDS = 100;

  private final List<Double> first = new ArrayList<>();
  private final List<Double> second = new ArrayList<>();

  Turns(int rounds, DoubleSupplier one, DoubleSupplier other) {
    for (int round = 0; round < rounds; round++) {
      if (round % 2 == 0) {
        first.add(rested(one));
        second.add(rested(other));
      } else {
        second.add(rested(other));
        first.add(rested(one));
      }
    }
  }

  private static double rested(DoubleSupplier measurement) {
    try {
      Thread.sleep(REST_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
    return measurement.getAsDouble();
  }

  Samples first() {
    return new Samples(first);
  }

  Samples second() {
    return new Samples(second);
  }

  /** Measures one thing alone. */
  static Samples alone(int rounds, DoubleSupplier measurement) {
    List<Double> values = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      values.add(measurement.getAsDouble());
    }
    return new Samples(values);
  }
}
