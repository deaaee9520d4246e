package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;

/**
 * How the examples of an epoch are put into batches.
 *
 * @param batchSize most examples of a batch
 * @param batchTokens most tokens of a batch of examples that differ in length, padding included; 0
 *     for any number
 * @param byLength whether such examples are batched with others of similar length
 */
public record BatchLimits(int batchSize, long batchTokens, boolean byLength) {
  public BatchLimits {
    if (batchTokens < 0 || (batchTokens > 0 && !byLength)) {
      throw LntuneException.usage(
          "A token budget needs batches of similar lengths", "Leave out --batching shuffled.");
    }
  }

  /** A sampler for training: a new order every epoch, every example once. */
  public BatchSampler sampler(Dataset data, long seed) {
    int[] lengths = data.lengths();
    return byLength && lengths.length > 0
        ? BatchSampler.byLength(lengths, this, seed)
        : BatchSampler.shuffled(data.size(), batchSize, seed, false);
  }
}
