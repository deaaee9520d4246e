package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import java.util.Arrays;

/**
 * How the examples of an epoch are put into batches.
 *
 * @param batchSize most examples of a batch
 * @param batchTokens most tokens of a batch, padding included; 0 for any number
 * @param byLength whether examples that differ in length are batched with similar ones
 * @param repeated whether batches by length are the same in every epoch, in another order
 */
public record BatchLimits(int batchSize, long batchTokens, boolean byLength, boolean repeated) {
  public BatchLimits {
    if (batchSize <= 0) {
      throw LntuneException.usage(
          "A training setting is out of range", "The batch size must be positive.");
    }
    if (batchTokens < 0 || (batchTokens > 0 && !byLength)) {
      throw LntuneException.usage(
          "A token budget needs batches of similar lengths", "Leave out --batching shuffled.");
    }
  }

  /** Limits of batches that are made anew in every epoch. */
  public BatchLimits(int batchSize, long batchTokens, boolean byLength) {
    this(batchSize, batchTokens, byLength, false);
  }

  /** A sampler for training: a new order every epoch, every example once. */
  public BatchSampler sampler(Dataset data, long seed) {
    int[] lengths = data.lengths();
    if (batchTokens > 0 && lengths.length == 0) {
      throw LntuneException.usage(
          "The examples of this data have no number of tokens: none of their axes is padded",
          "Leave out --batch-tokens.");
    }
    boolean ragged = Arrays.stream(lengths).anyMatch(length -> length != lengths[0]);
    return batchTokens > 0 || (byLength && ragged)
        ? BatchSampler.byLength(lengths, this, seed)
        : BatchSampler.shuffled(data.size(), batchSize, seed, false);
  }
}
