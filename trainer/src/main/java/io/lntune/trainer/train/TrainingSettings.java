package io.lntune.trainer.train;

import io.lntune.trainer.data.BatchLimits;
import io.lntune.trainer.engine.UpdateRule;
import io.lntune.trainer.optimizer.AdamWSettings;

/**
 * How to train. The defaults are the recipe for norm tuning: a rate far above that of full
 * fine-tuning (few parameters, float32 masters), no decay, gentle clipping, short warm-up.
 *
 * @param length epochs or updates
 * @param limits which examples one forward and backward run takes
 * @param accumulation runs per optimizer update
 * @param rate the learning rate and its course
 * @param rule what an update makes of a gradient
 * @param seed of the shuffling
 * @param checkpointSteps updates between checkpoints; 0 for one at the end only
 */
public record TrainingSettings(
    TrainingLength length,
    BatchLimits limits,
    int accumulation,
    RateSettings rate,
    UpdateRule rule,
    long seed,
    long checkpointSteps) {
  /** The recipe for norm tuning. */
  public static final TrainingSettings DEFAULT =
      new TrainingSettings(
          TrainingLength.ofEpochs(3),
          new BatchLimits(32, 0, true),
          1,
          new RateSettings(5e-3, ScheduleKind.COSINE, 0.06, -1),
          new UpdateRule(AdamWSettings.DEFAULT, 1),
          42,
          100);

  public TrainingSettings {
    SettingRange.require(accumulation > 0, "The number of accumulated batches must be positive.");
    SettingRange.require(checkpointSteps >= 0, "The steps between checkpoints must be 0 or more.");
  }

  /** The same with another number of updates between checkpoints. */
  public TrainingSettings withCheckpointSteps(long updates) {
    return new TrainingSettings(length, limits, accumulation, rate, rule, seed, updates);
  }

  /** The same with another rule of the update. */
  public TrainingSettings withRule(UpdateRule other) {
    return new TrainingSettings(length, limits, accumulation, rate, other, seed, checkpointSteps);
  }
}
