package io.lntune.trainer.train;

import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.Dataset;
import java.util.function.Consumer;

/** Batches of a data set in the parts that go through the model at once, their labels checked. */
final class DividedBatches {
  private final Dataset data;
  private final MicroBatches microBatches;
  private final LabelCheck labels;

  /** Tokens of each example where batches may be divided by length. */
  private final int[] lengths;

  DividedBatches(TrainingPlan plan, Dataset data, MicroBatches microBatches) {
    this.data = data;
    this.microBatches = microBatches;
    this.labels = new LabelCheck(plan);
    this.lengths = data.fixedBatchSize() > 0 ? new int[0] : data.lengths();
  }

  /**
   * Hands on the parts of the batch of {@code examples}, each valid until the next.
   *
   * @throws io.lntune.graph.LntuneException when a value does not fit the model, or a label is out
   *     of range
   */
  void forEachPart(long[] examples, Consumer<Batch> action) {
    for (long[] group : microBatches.groups(examples, lengths)) {
      Batch batch = data.batch(group);
      labels.check(batch, group);
      microBatches.of(batch).forEach(action);
    }
  }
}
