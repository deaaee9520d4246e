package io.lntune.trainer.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a run is after an optimizer update.
 *
 * @param step updates made
 * @param totalSteps updates planned
 * @param epoch epoch of the last batch, from 0
 * @param epochEnd whether the epoch has no further batch
 * @param padding share of the epoch's positions so far that are padding, 0 to 1
 * @param loss mean loss of the update's batches
 * @param parts the same of each summand of the loss before it is weighted, by its name
 * @param learningRate rate of the update
 * @param gradientNorm global norm before clipping
 * @param examples examples seen in this process
 * @param seconds time since the first batch of this process
 */
public record TrainingState(
    long step,
    long totalSteps,
    long epoch,
    boolean epochEnd,
    double padding,
    double loss,
    Map<String, Double> parts,
    double learningRate,
    double gradientNorm,
    long examples,
    double seconds) {
  public TrainingState {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  /** Estimated seconds until the end. */
  public double secondsLeft(long stepsMadeHere) {
    return stepsMadeHere == 0 ? Double.NaN : seconds / stepsMadeHere * (totalSteps - step);
  }
}
