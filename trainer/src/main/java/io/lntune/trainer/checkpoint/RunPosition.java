package io.lntune.trainer.checkpoint;

import io.lntune.trainer.data.SamplerState;
import io.lntune.trainer.optimizer.LearningRateSchedule;
import io.lntune.trainer.optimizer.OptimizerSettings;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a run stands and what it was started with; everything of a checkpoint but the numbers.
 *
 * @param step optimizer updates made
 * @param sampler seed, epoch and position in the data
 * @param schedule learning-rate schedule
 * @param optimizer kind of optimizer and its constants
 * @param baseModelDigest digest of the model that is tuned, as in the artefacts' manifest
 * @param attributes anything else worth keeping, for example the best evaluation loss; sorted by
 *     name
 */
public record RunPosition(
    long step,
    SamplerState sampler,
    LearningRateSchedule schedule,
    OptimizerSettings optimizer,
    String baseModelDigest,
    Map<String, String> attributes) {
  public RunPosition {
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
  }

  /** Passes over the data that are complete. */
  public long epoch() {
    return sampler.epoch();
  }

  /** Seed of the shuffle. */
  public long seed() {
    return sampler.seed();
  }
}
