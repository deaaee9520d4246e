package io.lntune.trainer.train;

/** Is told how a run goes. */
public interface TrainingListener {
  /** Before the first batch. */
  default void onStart(long step, long totalSteps) {}

  /** After every optimizer update. */
  default void onStep(TrainingState state) {}

  /** After the last update. */
  default void onEnd(TrainingState state) {}
}
