package io.lntune.trainer.engine;

import io.lntune.trainer.data.NamedArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Outcome of one step.
 *
 * @param loss mean loss of the batch
 * @param parts value of each summand of the loss before it is weighted, by its name
 * @param predictions the output that the first loss was computed from; valid until the next step
 */
public record StepResult(double loss, Map<String, Double> parts, NamedArray predictions) {
  public StepResult {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }
}
