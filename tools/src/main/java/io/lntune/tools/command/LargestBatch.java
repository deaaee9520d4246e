package io.lntune.tools.command;

import io.lntune.graph.emit.PlannedInput;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.tools.cli.Invocation;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.train.MicroBatches;
import io.lntune.trainer.train.TrainingSettings;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/** The sizes of the largest batch that goes through the model at once in a run. */
final class LargestBatch {
  private LargestBatch() {}

  /** Whether the data tells more sizes than that of the batch. */
  static boolean hasOpenSequences(TrainingPlan plan) {
    return plan.inputs().stream()
        .anyMatch(input -> input.dims().stream().skip(1).anyMatch(size -> size < 0));
  }

  /** Looks at a batch of the longest examples of the run's data, divided as the run will. */
  static AssumedSizes of(Invocation invocation, TrainingPlan plan, TrainingSettings settings) {
    int threads = DataOptions.engine(invocation).threads();
    MicroBatches parts = MicroBatchOption.read(invocation, plan.division(), threads);
    try (Dataset data =
        DataOptions.openQuietly(invocation, invocation.path(DataOptions.DATA), plan)) {
      long sequence = 1;
      int examples = 1;
      for (Batch part : parts.of(data.batch(longest(data, settings)))) {
        examples = Math.max(examples, part.examples());
        for (NamedArray array : part.arrays()) {
          sequence = Math.max(sequence, longestFreeAxis(array, plan));
        }
      }
      return new AssumedSizes(examples, sequence);
    }
  }

  private static long[] longest(Dataset data, TrainingSettings settings) {
    int[] lengths = data.lengths();
    long batch = data.fixedBatchSize() > 0 ? data.fixedBatchSize() : settings.limits().batchSize();
    batch = Math.min(batch, data.size());
    if (lengths.length == 0) {
      return LongStream.range(0, batch).toArray();
    }
    long[] sorted =
        LongStream.range(0, data.size())
            .boxed()
            .sorted(Comparator.comparingInt((Long example) -> -lengths[example.intValue()]))
            .mapToLong(Long::longValue)
            .toArray();
    int most = Math.max(1, lengths[(int) sorted[0]]);
    if (settings.limits().batchTokens() > 0) {
      batch = Math.max(1, Math.min(batch, settings.limits().batchTokens() / most));
    }
    return LongStream.of(sorted).limit(batch).toArray();
  }

  /** Axes that the model fixes are not asked for. */
  private static long longestFreeAxis(NamedArray array, TrainingPlan plan) {
    long longest = 0;
    for (PlannedInput input : plan.inputs()) {
      List<Long> dims = input.dims();
      if (input.name().equals(array.name()) && dims.size() == array.rank()) {
        for (int axis = 1; axis < dims.size(); axis++) {
          longest = dims.get(axis) < 0 ? Math.max(longest, array.size(axis)) : longest;
        }
      }
    }
    return longest;
  }
}
