package io.lntune.trainer.train;

import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.Batch;

/**
 * How much a batch counts among those of one update: by the labels that count, or by its examples
 * where several losses are summed, whose labels cannot be counted together.
 */
public final class BatchWeight {
  private final TrainingPlan plan;

  /** For the losses of {@code plan}. */
  public BatchWeight(TrainingPlan plan) {
    this.plan = plan;
  }

  /** The weight of {@code batch}, relative to others. */
  public double of(Batch batch) {
    return plan.losses().size() == 1
        ? new LossReading(plan.losses().get(0)).weight(batch)
        : batch.examples();
  }
}
