package io.lntune.trainer.train;

import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.PlannedLoss;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.metric.LabelAlignment;
import io.lntune.trainer.metric.LabelCount;
import org.jspecify.annotations.Nullable;

/** What a planned loss means for labels: where they are and how many of a batch count. */
final class LossReading {
  private final LossSpec loss;
  private final PlannedLoss planned;

  LossReading(PlannedLoss planned) {
    this.loss = planned.term().loss();
    this.planned = planned;
  }

  PlannedLoss planned() {
    return planned;
  }

  /** The labels of a batch; null when the loss has none of its own. */
  @Nullable NamedArray labels(Batch batch) {
    return planned.labelInput().isEmpty() ? null : batch.array(planned.labelInput());
  }

  /** Classes and ignore index, when the labels are classes. */
  LossSpec.@Nullable CrossEntropy classes() {
    return loss instanceof LossSpec.CrossEntropy crossEntropy ? crossEntropy : null;
  }

  LabelAlignment alignment() {
    return loss instanceof LossSpec.CrossEntropy crossEntropy && crossEntropy.shifted()
        ? LabelAlignment.NEXT_POSITION
        : LabelAlignment.SAME_POSITION;
  }

  /**
   * How much a batch counts in a mean of this loss: labels that are not ignored, by the weights of
   * their classes, else examples.
   */
  double weight(Batch batch) {
    NamedArray labels = labels(batch);
    LossSpec.CrossEntropy classes = classes();
    return labels != null && classes != null
        ? LabelCount.weight(labels, classes.ignoreIndex(), alignment(), classes.classWeights())
        : batch.examples();
  }
}
