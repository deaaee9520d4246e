package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import java.util.Arrays;

/**
 * Chooses the examples of every batch: in the file's order, or shuffled anew in each epoch, those
 * of similar length together where lengths differ. The order depends on nothing but the seed, the
 * epoch, the number of examples, and for batches by length on lengths and limits.
 */
public final class BatchSampler {
  /** The batching of runs that do not go by length. */
  public static final String SHUFFLED = "shuffled";

  /** Makes the plan of one epoch. */
  private interface Planner {
    EpochPlan plan(long seed, long epoch);
  }

  private final int size;
  private final Planner planner;
  private final String batching;
  private final boolean equalEpochs;
  private final PaddingCount padding;
  private long seed;
  private long epoch;
  private int position;
  private EpochPlan plan;

  private BatchSampler(
      int size, Planner planner, String batching, boolean equalEpochs, int[] lengths, long seed) {
    this.size = size;
    this.planner = planner;
    this.batching = batching;
    this.equalEpochs = equalEpochs;
    this.padding = new PaddingCount(lengths);
    this.seed = seed;
    this.plan = planner.plan(seed, 0);
  }

  /** For training: a new order every epoch; {@code dropLast} skips an incomplete last batch. */
  public static BatchSampler shuffled(long size, int batchSize, long seed, boolean dropLast) {
    int count = checked(size, batchSize, dropLast);
    return new BatchSampler(
        count,
        (from, epoch) -> CountedBatches.shuffled(count, batchSize, dropLast, from, epoch),
        SHUFFLED,
        true,
        new int[0],
        seed);
  }

  /**
   * For training on examples of different lengths, which come in batches of similar ones.
   *
   * @param lengths tokens of each example
   * @throws LntuneException when an example has more tokens than a batch may have
   */
  static BatchSampler byLength(int[] lengths, BatchLimits limits, long seed) {
    int count = checked(lengths.length, limits.batchSize(), false);
    long budget = limits.batchTokens();
    for (int i = 0; i < lengths.length; i++) {
      if (budget > 0 && lengths[i] > budget) {
        throw LntuneException.usage(
            "Example " + i + " has " + lengths[i] + " tokens, more than a batch may have",
            "Raise --batch-tokens to " + Arrays.stream(lengths).max().orElse(0) + " at least.");
      }
    }
    int[] copy = lengths.clone();
    boolean repeated = limits.repeated();
    return new BatchSampler(
        count,
        (from, epoch) ->
            repeated
                ? new LengthBatches(copy, limits.batchSize(), budget, from, 0)
                    .reordered(from, epoch)
                : new LengthBatches(copy, limits.batchSize(), budget, from, epoch),
        "by length, "
            + limits.batchSize()
            + " examples, "
            + budget
            + " tokens"
            + (repeated ? ", repeated" : ""),
        budget == 0 || repeated,
        copy,
        seed);
  }

  /** For evaluation: every example once, in order. */
  public static BatchSampler sequential(long size, int batchSize) {
    return sequential(size, batchSize, false);
  }

  /** In the file's order, with the choice to skip an incomplete last batch. */
  public static BatchSampler sequential(long size, int batchSize, boolean dropLast) {
    int count = checked(size, batchSize, dropLast);
    CountedBatches plan = CountedBatches.inOrder(count, batchSize, dropLast);
    return new BatchSampler(count, (from, epoch) -> plan, "in order", true, new int[0], 0);
  }

  private static int checked(long size, int batchSize, boolean dropLast) {
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
    return (int) size;
  }

  /** Batches in the present epoch. */
  public long batchesPerEpoch() {
    return plan.batches();
  }

  /** Batches in an epoch, which differ between epochs when tokens are limited. */
  public long batchesIn(long anyEpoch) {
    return anyEpoch == epoch ? plan.batches() : planner.plan(seed, anyEpoch).batches();
  }

  /** Whether the number of batches is the same in every epoch. */
  public boolean hasEqualEpochs() {
    return equalEpochs;
  }

  /** How batches are made, with all that a resumed run must have in common; for checkpoints. */
  public String batching() {
    return batching;
  }

  /** Whether the current epoch has another batch. */
  public boolean hasNext() {
    return plan.end(position) > position;
  }

  /** The examples of the next batch of the current epoch. */
  public long[] next() {
    if (!hasNext()) {
      throw new IllegalStateException("epoch " + epoch + " has no further batch");
    }
    int end = plan.end(position);
    long[] indices = new long[end - position];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = plan.example(position + i);
    }
    position = end;
    padding.add(indices);
    return indices;
  }

  /** Share of the present epoch's positions so far that are padding; 0 when lengths are equal. */
  public double padding() {
    return padding.share();
  }

  /** Starts the next epoch, whether or not the current one was finished. */
  public void startNextEpoch() {
    begin(seed, epoch + 1);
  }

  private void begin(long from, long number) {
    seed = from;
    epoch = number;
    position = 0;
    padding.reset();
    plan = planner.plan(seed, epoch);
  }

  /** Completed epochs, from 0. */
  public long epoch() {
    return epoch;
  }

  public SamplerState state() {
    return new SamplerState(seed, epoch, position);
  }

  /**
   * Continues where {@code state} was taken, possibly with another batch size when batches are not
   * made by length.
   *
   * @throws LntuneException when the position lies outside the data or inside a batch
   */
  public void restore(SamplerState state) {
    if (state.epoch() < 0 || state.position() < 0 || state.position() > size) {
      throw elsewhere(state, "does not exist in data of " + size + " examples");
    }
    begin(state.seed(), state.epoch());
    if (!plan.beginsBatch((int) state.position())) {
      throw elsewhere(state, "lies inside a batch");
    }
    while (!(plan instanceof CountedBatches) && position < state.position()) {
      next();
    }
    position = (int) state.position();
  }

  private static LntuneException elsewhere(SamplerState state, String problem) {
    return LntuneException.badInput(
        "The saved position " + state.position() + " " + problem,
        "",
        "Resume with the same data and batch limits the run was started with.");
  }
}
