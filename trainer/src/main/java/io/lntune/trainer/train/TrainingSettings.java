package io.lntune.trainer.train;

import io.lntune.graph.LntuneException;
import io.lntune.trainer.data.BatchLimits;
import io.lntune.trainer.engine.UpdateRule;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.OptimizerSettings;

/**
 * How to train. The defaults are the recipe for norm tuning: a rate far above that of full
 * fine-tuning (few parameters, float32 masters), no decay, gentle clipping, short warm-up.
 *
 * @param epochs passes over the data; ignored when {@code steps} is positive
 * @param steps optimizer updates; 0 to go by epochs
 * @param batchSize examples per forward and backward run
 * @param accumulation runs per optimizer update
 * @param learningRate highest rate
 * @param schedule course of the rate
 * @param warmupRatio share of the updates over which the rate rises from 0; ignored when {@code
 *     warmupSteps} is not negative
 * @param warmupSteps updates over which the rate rises; -1 to go by ratio
 * @param clipNorm largest global gradient norm; 0 for no clipping
 * @param seed of the shuffling
 * @param optimizer rule of the update
 * @param checkpointSteps updates between checkpoints; 0 for one at the end only
 * @param batchTokens most tokens of a batch, padding included; 0 for any
 * @param byLength whether examples of different lengths are batched with similar ones
 * @param repeatedBatches whether such batches are the same in every epoch, in another order
 */
public record TrainingSettings(
    long epochs,
    long steps,
    int batchSize,
    int accumulation,
    double learningRate,
    ScheduleKind schedule,
    double warmupRatio,
    long warmupSteps,
    double clipNorm,
    long seed,
    OptimizerSettings optimizer,
    long checkpointSteps,
    long batchTokens,
    boolean byLength,
    boolean repeatedBatches) {
  private static final long CHECKPOINT_STEPS = 100;

  /** The recipe for norm tuning. */
  public static final TrainingSettings DEFAULT =
      new TrainingSettings(
          3, 0, 32, 1, 5e-3, ScheduleKind.COSINE, 0.06, -1, 1.0, 42, AdamWSettings.DEFAULT);

  public TrainingSettings {
    require(epochs > 0 || steps > 0, "Train for at least one epoch or step.");
    require(batchSize > 0, "The batch size must be positive.");
    require(accumulation > 0, "The number of accumulated batches must be positive.");
    require(
        learningRate >= 0 && Double.isFinite(learningRate),
        "The learning rate must be a number from 0.");
    require(warmupRatio >= 0 && warmupRatio <= 1, "The warm-up ratio must be from 0 to 1.");
    require(clipNorm >= 0, "The clipping norm must be 0 or more.");
    require(checkpointSteps >= 0, "The steps between checkpoints must be 0 or more.");
  }

  /** Settings with a checkpoint every 100 updates and batches of similar lengths. */
  public TrainingSettings(
      long epochs,
      long steps,
      int batchSize,
      int accumulation,
      double learningRate,
      ScheduleKind schedule,
      double warmupRatio,
      long warmupSteps,
      double clipNorm,
      long seed,
      OptimizerSettings optimizer) {
    this(
        epochs,
        steps,
        batchSize,
        accumulation,
        learningRate,
        schedule,
        warmupRatio,
        warmupSteps,
        clipNorm,
        seed,
        optimizer,
        CHECKPOINT_STEPS,
        0,
        true,
        false);
  }

  /** The same with another number of updates between checkpoints. */
  public TrainingSettings withCheckpointSteps(long updates) {
    return new TrainingSettings(
        epochs,
        steps,
        batchSize,
        accumulation,
        learningRate,
        schedule,
        warmupRatio,
        warmupSteps,
        clipNorm,
        seed,
        optimizer,
        updates,
        batchTokens,
        byLength,
        repeatedBatches);
  }

  /** The same with other batches of examples that differ in length. */
  public TrainingSettings withBatching(long tokens, boolean similarLengths) {
    return new TrainingSettings(
        epochs,
        steps,
        batchSize,
        accumulation,
        learningRate,
        schedule,
        warmupRatio,
        warmupSteps,
        clipNorm,
        seed,
        optimizer,
        checkpointSteps,
        tokens,
        similarLengths,
        repeatedBatches);
  }

  /** The same with batches of similar lengths that come again in every epoch, or are made anew. */
  public TrainingSettings withRepeatedBatches(boolean repeated) {
    return new TrainingSettings(
        epochs,
        steps,
        batchSize,
        accumulation,
        learningRate,
        schedule,
        warmupRatio,
        warmupSteps,
        clipNorm,
        seed,
        optimizer,
        checkpointSteps,
        batchTokens,
        byLength,
        repeated);
  }

  /** The same with another rule of the update. */
  public TrainingSettings withRule(UpdateRule rule) {
    return new TrainingSettings(
        epochs,
        steps,
        batchSize,
        accumulation,
        learningRate,
        schedule,
        warmupRatio,
        warmupSteps,
        rule.clipNorm(),
        seed,
        rule.optimizer(),
        checkpointSteps,
        batchTokens,
        byLength,
        repeatedBatches);
  }

  /** How examples are put into batches. */
  public BatchLimits limits() {
    return new BatchLimits(batchSize, batchTokens, byLength, repeatedBatches);
  }

  /** What an update makes of a gradient. */
  public UpdateRule rule() {
    return new UpdateRule(optimizer, clipNorm);
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw LntuneException.usage("A training setting is out of range", rule);
    }
  }

  /** Warm-up updates of a run of {@code totalSteps}. */
  long warmup(long totalSteps) {
    long wanted = warmupSteps >= 0 ? warmupSteps : (long) Math.ceil(warmupRatio * totalSteps);
    return Math.min(wanted, totalSteps);
  }
}
