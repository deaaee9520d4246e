package io.lntune.trainer.engine;

import io.lntune.trainer.data.NamedArray;
import java.util.Map;

/**
 * Outcome of a forward run.
 *
 * @param loss mean loss of the batch
 * @param parts value of each summand of the loss before it is weighted, by its name
 * @param outputs the base's outputs by name; valid until the next run
 */
public record EvaluationResult(
    double loss, Map<String, Double> parts, Map<String, NamedArray> outputs) {
  public EvaluationResult {
    parts = Map.copyOf(parts);
    outputs = Map.copyOf(outputs);
  }
}
