package io.lntune.trainer.data;

/** Batches of a fixed number of examples, in the file's order or shuffled. */
final class CountedBatches implements EpochPlan {
  private final int size;
  private final int batchSize;
  private final boolean dropLast;
  private final int[] order;

  private CountedBatches(int size, int batchSize, boolean dropLast, int[] order) {
    this.size = size;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
    this.order = order;
  }

  static CountedBatches inOrder(int size, int batchSize, boolean dropLast) {
    return new CountedBatches(size, batchSize, dropLast, new int[0]);
  }

  static CountedBatches shuffled(int size, int batchSize, boolean dropLast, long seed, long epoch) {
    int[] order = new int[size];
    EpochOrder.shuffle(order, seed, epoch);
    return new CountedBatches(size, batchSize, dropLast, order);
  }

  @Override
  public long batches() {
    return dropLast ? size / batchSize : (size + (long) batchSize - 1) / batchSize;
  }

  @Override
  public int example(int position) {
    return order.length == 0 ? position : order[position];
  }

  /** Anywhere: a run may be resumed with another batch size. */
  @Override
  public boolean beginsBatch(int position) {
    return true;
  }

  @Override
  public int end(int position) {
    int left = size - position;
    return left >= batchSize ? position + batchSize : dropLast ? position : size;
  }
}
