package io.lntune.trainer.train;

import io.lntune.graph.batch.BatchDivision;
import io.lntune.graph.batch.RowCount;
import io.lntune.trainer.data.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Runs a batch in parts. The gradients of the parts add up to that of the batch, the activations of
 * one part are gone before the next begins, and what one operator leaves is still in the
 * processor's cache when the next one reads it.
 */
public final class MicroBatches {
  /**
   * Rows of activations that keep matrix products busy: with fewer, reading the weights takes
   * longer than multiplying them. Measured with BERT-base and GPT-2 small on two threads.
   */
  private static final int ROWS_PER_THREAD = 128;

  private static final int LEAST_ROWS = 256;

  private final BatchDivision division;
  private final int size;
  private final long rows;

  private MicroBatches(BatchDivision division, int size, int threads) {
    int used = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    this.division = division;
    this.size = size;
    this.rows = Math.max(LEAST_ROWS, (long) ROWS_PER_THREAD * used);
  }

  /**
   * Parts that suit the model and the machine.
   *
   * @param threads threads of one operator; 0 for one per processor
   */
  public static MicroBatches automatic(BatchDivision division, int threads) {
    return new MicroBatches(division, 0, threads);
  }

  /**
   * Parts of {@code size} examples, or fewer at the end; whole batches where that is impossible.
   */
  public static MicroBatches ofSize(BatchDivision division, int size) {
    return new MicroBatches(division, size, 0);
  }

  /** Batches in one part. */
  public static MicroBatches whole() {
    return new MicroBatches(BatchDivision.none("nobody asked"), 0, 0);
  }

  /**
   * Divides a batch before it is padded: examples of similar length go through the model together,
   * and nothing is computed for padding up to the longest of the others.
   *
   * @param examples indices of the batch's examples
   * @param lengths tokens of every example of the data; none when nothing is padded
   */
  public List<long[]> groups(long[] examples, int[] lengths) {
    boolean known = size > 0 || !division.rows().isEmpty();
    if (!division.isPossible() || !known || lengths.length == 0) {
      return List.of(examples);
    }
    long[] sorted =
        LongStream.of(examples)
            .boxed()
            .sorted(Comparator.comparingInt(example -> lengths[example.intValue()]))
            .mapToLong(Long::longValue)
            .toArray();
    List<long[]> groups = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= sorted.length; i++) {
      if (i == sorted.length || isFull(i - start, lengths[(int) sorted[i]])) {
        groups.add(Arrays.copyOfRange(sorted, start, i));
        start = i;
      }
    }
    return groups;
  }

  /** Whether a group of {@code count} has no room for another example of {@code length}. */
  private boolean isFull(int count, long length) {
    return size > 0 ? count == size : (count + 1) * length > rows;
  }

  /** The parts of {@code batch}, which share its memory. */
  public List<Batch> of(Batch batch) {
    int most = most(batch);
    if (most >= batch.examples()) {
      return List.of(batch);
    }
    List<Batch> parts = new ArrayList<>();
    // Parts of nearly equal size: a small rest would be slow.
    int count = (batch.examples() + most - 1) / most;
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) batch.examples() * i / count);
      int to = (int) ((long) batch.examples() * (i + 1) / count);
      parts.add(batch.part(from, to));
    }
    return parts;
  }

  /** Examples that may run at once. */
  private int most(Batch batch) {
    if (!division.isPossible()) {
      return batch.examples();
    }
    if (size > 0) {
      return size;
    }
    long largest = 0;
    for (RowCount count : division.rows()) {
      largest = Math.max(largest, count.of((input, axis) -> batch.array(input).size(axis)));
    }
    return largest == 0 ? batch.examples() : (int) Math.max(1, (rows + largest - 1) / largest);
  }
}
