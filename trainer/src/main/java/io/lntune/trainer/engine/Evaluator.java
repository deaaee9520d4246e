package io.lntune.trainer.engine;

import io.lntune.trainer.data.NamedArray;
import java.util.Collection;

/** Runs a plan forward at the present values of its parameters. */
public interface Evaluator {
  /**
   * The loss and every output of the base.
   *
   * @param batch one array per planned input
   */
  EvaluationResult evaluate(Collection<NamedArray> batch);
}
