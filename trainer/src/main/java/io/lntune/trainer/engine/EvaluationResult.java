package io.lntune.trainer.engine;

import io.lntune.trainer.data.NamedArray;
import java.util.Map;

/**
 * Outcome of a forward run.
 *
 * @param loss mean loss of the batch
 * @param outputs the base's outputs by name; valid until the next run
 */
public record EvaluationResult(double loss, Map<String, NamedArray> outputs) {
  public EvaluationResult {
    outputs = Map.copyOf(outputs);
  }
}
