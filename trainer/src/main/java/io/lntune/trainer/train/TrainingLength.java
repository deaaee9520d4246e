package io.lntune.trainer.train;

/**
 * How long to train.
 *
 * @param epochs passes over the data; ignored when {@code steps} is positive
 * @param steps optimizer updates; 0 to go by epochs
 */
public record TrainingLength(long epochs, long steps) {
  public TrainingLength {
    SettingRange.require(epochs > 0 || steps > 0, "Train for at least one epoch or step.");
  }

  /** Passes over the data. */
  public static TrainingLength ofEpochs(long epochs) {
    return new TrainingLength(epochs, 0);
  }

  /** Optimizer updates, however many passes over the data they are. */
  public static TrainingLength ofSteps(long steps) {
    return new TrainingLength(0, steps);
  }
}
