package io.lntune.trainer.engine;

import io.lntune.trainer.data.NamedArray;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.List;

/** Computes losses and gradients at the present values of the parameters. Not thread-safe. */
public interface TrainingEngine extends AutoCloseable {
  /** The parameters' values, which the caller may change between calls. */
  List<TrainableParameter> parameters();

  /**
   * Runs forward and backward on one batch; afterwards {@link #gradients} holds the result.
   *
   * @param batch one array per planned input
   * @return the loss and, as a copy, the predictions
   */
  StepResult step(Collection<NamedArray> batch);

  /** Gradients of the last {@link #step}, one per parameter; the same buffers at each step. */
  List<FloatBuffer> gradients();

  /** Runs forward only: the loss and every output of the base. */
  EvaluationResult evaluate(Collection<NamedArray> batch);

  /** Frees native memory; closing again does nothing. */
  @Override
  void close();
}
