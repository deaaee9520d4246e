package io.lntune.trainer.optimizer;

import java.util.List;

/** A kind of optimizer with its constants; the learning rate comes from the schedule. */
public sealed interface OptimizerSettings permits AdamWSettings, SgdSettings {
  /** Decay per unit of learning rate for parameters whose group does not say otherwise. */
  double weightDecay();

  /** An optimizer for {@code parameters} that has made no step. */
  Optimizer create(List<ParameterState> parameters);
}
