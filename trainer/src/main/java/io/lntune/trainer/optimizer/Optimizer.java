package io.lntune.trainer.optimizer;

import java.nio.FloatBuffer;
import java.util.List;

/** Changes trainable values by their gradients. Not thread-safe. */
public interface Optimizer {
  /** What is trained, in the order in which gradients are given. */
  List<ParameterState> parameters();

  /**
   * Makes one update. Gradients are read by absolute index from 0 and not changed.
   *
   * @param learningRate of this step, before the multiplier of each parameter's group
   * @param gradients one per parameter, in the same order, with as many elements
   */
  void step(double learningRate, List<FloatBuffer> gradients);

  /** Updates made so far. */
  long stepCount();

  /** Names of the arrays kept per parameter, as PyTorch names them, for example {@code exp_avg}. */
  List<String> slots();

  /** A copy of everything needed to continue. */
  OptimizerState state();

  /**
   * Continues from {@code state}.
   *
   * @throws io.lntune.graph.LntuneException when it was taken from other parameters or another kind
   *     of optimizer
   */
  void restore(OptimizerState state);
}
