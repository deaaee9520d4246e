package io.lntune.trainer.train;

import io.lntune.trainer.checkpoint.CheckpointStore;
import io.lntune.trainer.checkpoint.RunCheckpoint;
import java.util.function.Supplier;

/** Saves a run after every so many updates and after the last one. */
final class PeriodicCheckpoints implements TrainingListener {
  private final CheckpointStore store;
  private final long every;
  private final Supplier<RunCheckpoint> present;

  /**
   * @param every updates between checkpoints; 0 for one at the end only
   * @param present makes a checkpoint of the run as it is
   */
  PeriodicCheckpoints(CheckpointStore store, long every, Supplier<RunCheckpoint> present) {
    this.store = store;
    this.every = every;
    this.present = present;
  }

  @Override
  public void onStep(TrainingState state) {
    boolean due = every > 0 && state.step() % every == 0;
    if (due || state.step() == state.totalSteps()) {
      store.save(present.get());
    }
  }
}
