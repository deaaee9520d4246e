package io.lntune.trainer.train;

import io.lntune.graph.batch.BatchDivision;
import io.lntune.graph.batch.PartLimit;
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
  private final PartLimit limit;

  private MicroBatches(BatchDivision division, PartLimit limit) {
    this.division = division;
    this.limit = limit;
  }

  /**
   * The limit that suits the machine.
   *
   * @param threads threads of one operator; 0 for one per processor
   */
  public static PartLimit limit(int threads) {
    int used = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    return new PartLimit(0, Math.max(LEAST_ROWS, (long) ROWS_PER_THREAD * used));
  }

  /**
   * Parts that suit the model and the machine.
   *
   * @param threads threads of one operator; 0 for one per processor
   */
  public static MicroBatches automatic(BatchDivision division, int threads) {
    return new MicroBatches(division, limit(threads));
  }

  /**
   * Parts of {@code size} examples, or fewer at the end; whole batches where that is impossible.
   */
  public static MicroBatches ofSize(BatchDivision division, int size) {
    return new MicroBatches(division, new PartLimit(size, 0));
  }

  /** Batches in one part. */
  public static MicroBatches whole() {
    return new MicroBatches(BatchDivision.none("nobody asked"), PartLimit.NONE);
  }

  /**
   * Divides a batch before it is padded: examples of similar length go through the model together,
   * and nothing is computed for padding up to the longest of the others.
   *
   * @param examples indices of the batch's examples
   * @param lengths tokens of every example of the data; none when nothing is padded
   */
  public List<long[]> groups(long[] examples, int[] lengths) {
    boolean known = limit.examples() > 0 || !division.rows().isEmpty();
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
    return limit.examples() > 0 ? count == limit.examples() : (count + 1) * length > limit.rows();
  }

  /** The parts of {@code batch}, which share its memory. */
  public List<Batch> of(Batch batch) {
    long most =
        limit.most(division, batch.examples(), (input, axis) -> batch.array(input).size(axis));
    if (most >= batch.examples()) {
      return List.of(batch);
    }
    List<Batch> parts = new ArrayList<>();
    // Parts of nearly equal size: a small rest would be slow.
    int count = (int) PartLimit.parts(batch.examples(), most);
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) batch.examples() * i / count);
      int to = (int) ((long) batch.examples() * (i + 1) / count);
      parts.add(batch.part(from, to));
    }
    return parts;
  }
}
