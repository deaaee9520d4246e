package io.lntune.trainer.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Outcome of one step.
 *
 * @param loss mean loss of the batch
 * @param parts value of each summand of the loss before it is weighted, by its name
 */
public record StepResult(double loss, Map<String, Double> parts) {
  public StepResult {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }
}
