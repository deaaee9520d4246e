package io.lntune.trainer.train;

import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.PlannedInput;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.metric.LabelAlignment;
import io.lntune.trainer.metric.LabelCount;
import org.jspecify.annotations.Nullable;

/** What a plan's loss means for labels: where they are and how many of a batch count. */
final class LossReading {
  private final LossSpec loss;
  private final @Nullable String labelName;

  LossReading(TrainingPlan plan) {
    this.loss = plan.loss();
    this.labelName =
        plan.inputs().stream()
            .filter(PlannedInput::label)
            .map(PlannedInput::name)
            .findFirst()
            .orElse(null);
  }

  /** The labels of a batch; null when the loss has none of its own. */
  @Nullable NamedArray labels(Batch batch) {
    return labelName == null ? null : batch.array(labelName);
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

  /** How much a batch counts in a mean: labels that are not ignored, else examples. */
  double weight(Batch batch) {
    NamedArray labels = labels(batch);
    LossSpec.CrossEntropy classes = classes();
    return labels != null && classes != null
        ? LabelCount.of(labels, classes.ignoreIndex(), alignment())
        : batch.examples();
  }
}
