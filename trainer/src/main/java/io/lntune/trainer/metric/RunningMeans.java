package io.lntune.trainer.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weighted means by name, in the order in which the names were first added. */
public final class RunningMeans {
  private final Map<String, RunningMean> means = new LinkedHashMap<>();

  /** Takes in one value of each name. */
  public void add(Map<String, Double> values, double weight) {
    values.forEach((name, value) -> add(name, value, weight));
  }

  /** Takes in one value. */
  public void add(String name, double value, double weight) {
    means.computeIfAbsent(name, key -> new RunningMean()).add(value, weight);
  }

  /** The mean of each name. */
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    means.forEach((name, mean) -> values.put(name, mean.mean()));
    return Collections.unmodifiableMap(values);
  }
}
