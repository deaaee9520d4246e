package io.lntune.trainer.engine;

import io.lntune.graph.emit.TrainingPlan;

/** Opens training engines of one kind. */
@FunctionalInterface
public interface TrainingEngineFactory {
  /** An engine with the base's values that has made no update. */
  TrainingEngine open(TrainingPlan plan, UpdateRule rule);
}
