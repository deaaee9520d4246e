package io.lntune.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Batches of examples of similar length, so that little is padded. The shuffled examples are cut
 * into windows of many batches; each window is sorted by length and cut into batches; the batches
 * of all windows are shuffled. Everything follows from seed and epoch.
 */
final class LengthBatches implements EpochPlan {
  private static final int LARGEST_WINDOW_BATCHES = 50;

  /** With one window the same examples would meet in every epoch. */
  private static final int LEAST_WINDOWS = 2;

  private final int[] order;

  /** Ends of the batches, rising, the last one being the number of examples. */
  private final int[] ends;

  /**
   * @param lengths tokens of each example
   * @param batchSize most examples of a batch
   * @param batchTokens most tokens of a batch, padding included; 0 for any
   */
  LengthBatches(int[] lengths, int batchSize, long batchTokens, long seed, long epoch) {
    int[] shuffled = new int[lengths.length];
    EpochOrder.shuffle(shuffled, seed, epoch);
    List<int[]> batches = new ArrayList<>();
    int window = window(lengths.length, batchSize);
    for (int start = 0;
        start < shuffled.length;
        start += Math.min(window, shuffled.length - start)) {
      int end = start + Math.min(window, shuffled.length - start);
      cut(Arrays.copyOfRange(shuffled, start, end), lengths, batchSize, batchTokens, batches);
    }
    int[] batchOrder = new int[batches.size()];
    EpochOrder.shuffle(batchOrder, ~seed, epoch);
    this.order = new int[lengths.length];
    this.ends = new int[batches.size()];
    fill(batches, batchOrder);
  }

  private LengthBatches(List<int[]> batches, int[] batchOrder, int size) {
    this.order = new int[size];
    this.ends = new int[batches.size()];
    fill(batches, batchOrder);
  }

  private void fill(List<int[]> batches, int[] batchOrder) {
    int filled = 0;
    for (int i = 0; i < batchOrder.length; i++) {
      int[] batch = batches.get(batchOrder[i]);
      System.arraycopy(batch, 0, order, filled, batch.length);
      filled += batch.length;
      ends[i] = filled;
    }
  }

  /** The same batches in the order of another epoch. */
  LengthBatches reordered(long seed, long epoch) {
    List<int[]> batches = new ArrayList<>();
    int start = 0;
    for (int end : ends) {
      batches.add(Arrays.copyOfRange(order, start, end));
      start = end;
    }
    int[] batchOrder = new int[batches.size()];
    EpochOrder.shuffle(batchOrder, ~seed, epoch);
    return new LengthBatches(batches, batchOrder, order.length);
  }

  private static int window(int size, int batchSize) {
    long batches = Math.max(1, Math.min(LARGEST_WINDOW_BATCHES, size / LEAST_WINDOWS / batchSize));
    return (int) Math.min(size, batches * batchSize);
  }

  private static void cut(
      int[] window, int[] lengths, int batchSize, long batchTokens, List<int[]> batches) {
    Comparator<Integer> byLength = Comparator.comparingInt(example -> lengths[example]);
    int[] sorted =
        Arrays.stream(window).boxed().sorted(byLength).mapToInt(Integer::intValue).toArray();
    int start = 0;
    for (int i = 1; i <= sorted.length; i++) {
      boolean full =
          i == sorted.length
              || i - start == batchSize
              || (batchTokens > 0 && (long) lengths[sorted[i]] * (i + 1 - start) > batchTokens);
      if (full) {
        batches.add(Arrays.copyOfRange(sorted, start, i));
        start = i;
      }
    }
  }

  @Override
  public long batches() {
    return ends.length;
  }

  @Override
  public int example(int position) {
    return order[position];
  }

  @Override
  public boolean beginsBatch(int position) {
    return position == 0 || Arrays.binarySearch(ends, position) >= 0;
  }

  @Override
  public int end(int position) {
    int found = Arrays.binarySearch(ends, position);
    int next = found >= 0 ? found + 1 : -found - 1;
    return next < ends.length ? ends[next] : position;
  }
}
