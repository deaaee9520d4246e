package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;

/**
 * Chooses the examples of every batch: in the file's order, or shuffled anew in each epoch. The
 * order depends on nothing but the seed, the epoch and the number of examples.
 */
public final class BatchSampler {
  private final int size;
  private final int batchSize;
  private final boolean shuffled;
  private final boolean dropLast;
  private final int[] order;
  private long seed;
  private long epoch;
  private int position;

  private BatchSampler(long size, int batchSize, boolean shuffled, long seed, boolean dropLast) {
    if (batchSize < 1) {
      throw LntuneException.usage("The batch size is " + batchSize, "Use at least 1.");
    }
    if (size < 1 || size > Integer.MAX_VALUE - 8) {
      throw LntuneException.unsupported(
          "The data has " + size + " examples", "", "Use 1 to 2,147,483,639 examples.");
    }
    if (dropLast && size < batchSize) {
      throw LntuneException.usage(
          "The data has " + size + " examples, fewer than one batch of " + batchSize,
          "Use a smaller batch or keep the last incomplete one.");
    }
    this.size = (int) size;
    this.batchSize = batchSize;
    this.shuffled = shuffled;
    this.dropLast = dropLast;
    this.order = new int[shuffled ? this.size : 0];
    this.seed = seed;
    shuffle();
  }

  /** For training: a new order every epoch; {@code dropLast} skips an incomplete last batch. */
  public static BatchSampler shuffled(long size, int batchSize, long seed, boolean dropLast) {
    return new BatchSampler(size, batchSize, true, seed, dropLast);
  }

  /** For evaluation: every example once, in order. */
  public static BatchSampler sequential(long size, int batchSize) {
    return new BatchSampler(size, batchSize, false, 0, false);
  }

  /** In the file's order, with the choice to skip an incomplete last batch. */
  public static BatchSampler sequential(long size, int batchSize, boolean dropLast) {
    return new BatchSampler(size, batchSize, false, 0, dropLast);
  }

  /** Batches in one epoch. */
  public long batchesPerEpoch() {
    return dropLast ? size / batchSize : (size + (long) batchSize - 1) / batchSize;
  }

  /** Whether the current epoch has another batch. */
  public boolean hasNext() {
    long left = (long) size - position;
    return dropLast ? left >= batchSize : left > 0;
  }

  /** The examples of the next batch of the current epoch. */
  public long[] next() {
    if (!hasNext()) {
      throw new IllegalStateException("epoch " + epoch + " has no further batch");
    }
    long[] indices = new long[Math.min(batchSize, size - position)];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = shuffled ? order[position + i] : position + i;
    }
    position += indices.length;
    return indices;
  }

  /** Starts the next epoch, whether or not the current one was finished. */
  public void startNextEpoch() {
    epoch++;
    position = 0;
    shuffle();
  }

  /** Completed epochs, from 0. */
  public long epoch() {
    return epoch;
  }

  public SamplerState state() {
    return new SamplerState(seed, epoch, position);
  }

  /**
   * Continues where {@code state} was taken, possibly with another batch size.
   *
   * @throws LntuneException when the position lies outside the data
   */
  public void restore(SamplerState state) {
    if (state.epoch() < 0 || state.position() < 0 || state.position() > size) {
      throw LntuneException.badInput(
          "The saved position "
              + state.position()
              + " does not exist in data of "
              + size
              + " examples",
          "",
          "Resume with the same data the run was started with.");
    }
    seed = state.seed();
    epoch = state.epoch();
    position = (int) state.position();
    shuffle();
  }

  private void shuffle() {
    if (shuffled) {
      EpochOrder.shuffle(order, seed, epoch);
    }
  }
}
