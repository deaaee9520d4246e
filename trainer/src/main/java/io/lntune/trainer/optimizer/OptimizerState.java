package io.lntune.trainer.optimizer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A copy of an optimizer's memory: the step count, and per slot and parameter one array. */
public final class OptimizerState {
  private final long step;
  private final Map<String, Map<String, float[]>> values = new LinkedHashMap<>();

  /** A state without arrays; {@code step} counts the updates made. */
  public OptimizerState(long step) {
    this.step = step;
  }

  /** Updates made. */
  public long step() {
    return step;
  }

  /** Keeps a copy of one array. */
  public void put(String slot, String parameter, float[] array) {
    values.computeIfAbsent(slot, unused -> new LinkedHashMap<>()).put(parameter, array.clone());
  }

  public List<String> slots() {
    return new ArrayList<>(values.keySet());
  }

  /** Names of the parameters that have an array in {@code slot}. */
  public List<String> parameters(String slot) {
    return new ArrayList<>(values.getOrDefault(slot, Collections.emptyMap()).keySet());
  }

  /** A copy of one array. */
  public Optional<float[]> get(String slot, String parameter) {
    Map<String, float[]> arrays = values.getOrDefault(slot, Collections.emptyMap());
    return Optional.ofNullable(arrays.get(parameter)).map(float[]::clone);
  }
}
