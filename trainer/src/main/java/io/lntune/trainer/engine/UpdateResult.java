package io.lntune.trainer.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Outcome of one update.
 *
 * @param loss weighted mean loss of the update's batches; NaN when none had weight
 * @param parts the same of each summand of the loss before it is weighted, by its name
 * @param gradientNorm Euclidean norm of the mean gradient before clipping
 */
public record UpdateResult(double loss, Map<String, Double> parts, double gradientNorm) {
  public UpdateResult {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }
}
