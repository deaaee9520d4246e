package io.lntune.trainer.train;

import io.lntune.trainer.data.Dataset;

/**
 * How the examples of an update are divided into runs of the model. A model with a fixed batch axis
 * gets batches of that size and more of them, so that an update sees as many examples as asked for.
 *
 * @param batchSize examples of one run
 * @param accumulation runs per update
 * @param dropLast whether examples that do not fill a run are left out
 */
public record Batching(int batchSize, int accumulation, boolean dropLast) {
  /** The division for {@code data}. */
  public static Batching of(TrainingSettings settings, Dataset data) {
    return of(settings.limits().batchSize(), settings.accumulation(), data);
  }

  /** The division for an evaluation, without accumulation. */
  static Batching of(int batchSize, Dataset data) {
    return of(batchSize, 1, data);
  }

  private static Batching of(int batchSize, int accumulation, Dataset data) {
    long fixed = data.fixedBatchSize();
    if (fixed < 1) {
      return new Batching(batchSize, accumulation, false);
    }
    int size = Math.toIntExact(fixed);
    long examples = Math.multiplyExact((long) batchSize, accumulation);
    return new Batching(size, Math.toIntExact(ceil(examples, size)), size > 1);
  }

  private static long ceil(long value, long divisor) {
    return (value + divisor - 1) / divisor;
  }
}
