package io.lntune.trainer.engine;

import io.lntune.graph.LntuneException;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.optimizer.OptimizerState;
import io.lntune.trainer.optimizer.ParameterState;
import java.util.Collection;
import java.util.List;

/**
 * Trains the parameters of a plan: batches are added, then one update is made of them. Whether the
 * optimizer runs in Java or inside the runtime is the engine's own business. Not thread-safe.
 */
public interface TrainingEngine extends Evaluator, AutoCloseable {
  /**
   * Adds one batch to the update in the making. The arrays may be overwritten afterwards.
   *
   * @param batch one array per planned input
   * @param weight share of the batch in the update's mean, relative to the other batches of the
   *     same update; not negative, and a batch of weight 0 is not run
   * @throws LntuneException when the batch does not fit the model or its loss is not finite
   */
  void add(Collection<NamedArray> batch, double weight);

  /**
   * Makes one update of the mean gradient of the batches added since the last one; without a batch
   * of weight the gradient is 0.
   *
   * @param learningRate of this update
   * @throws LntuneException when a loss or the gradient is not finite; then nothing is changed
   */
  UpdateResult update(double learningRate);

  /** Updates made so far, those before a {@link #restore} included. */
  long updates();

  /**
   * The trained tensors with the values after the last update. Values that a caller writes into
   * them count from the next {@link #restore} on.
   */
  List<ParameterState> parameters();

  /** A copy of the optimizer's memory after the last update. */
  OptimizerState optimizerState();

  /**
   * Continues from the values in {@link #parameters} and {@code state}.
   *
   * @throws LntuneException when the state belongs to other parameters or to another optimizer
   */
  void restore(OptimizerState state);

  /** Frees native memory; closing again does nothing. */
  @Override
  void close();
}
