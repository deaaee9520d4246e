package io.lntune.trainer.train;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.NamedArray;
import java.nio.LongBuffer;
import java.util.List;

/** Refuses class labels outside the model's classes before the runtime meets them. */
final class LabelCheck {
  private final List<LossReading> readings;

  LabelCheck(TrainingPlan plan) {
    this.readings = plan.losses().stream().map(LossReading::new).toList();
  }

  /** Checks a batch that was made of the examples at {@code indices}. */
  void check(Batch batch, long[] indices) {
    readings.forEach(reading -> check(reading, batch, indices));
  }

  private static void check(LossReading reading, Batch batch, long[] indices) {
    long classes = reading.planned().classCount();
    NamedArray labels = reading.labels(batch);
    LossSpec.CrossEntropy spec = reading.classes();
    if (labels == null || spec == null || classes < 0) {
      return;
    }
    LongBuffer values = labels.longs();
    int perExample = Math.max(1, values.limit() / Math.max(1, batch.examples()));
    for (int i = 0; i < values.limit(); i++) {
      long label = values.get(i);
      boolean counts = label != spec.ignoreIndex() || label == LossSpec.NO_INDEX;
      if (counts && (label < 0 || label >= classes)) {
        throw LntuneException.badInput(
            "Label " + label + " is out of range: the model has " + classes + " classes",
            "example " + indices[Math.min(i / perExample, indices.length - 1)],
            "Labels must be 0 to " + (classes - 1) + ignored(spec.ignoreIndex()));
      }
    }
  }

  private static String ignored(long index) {
    return index == LossSpec.NO_INDEX
        ? "; this loss counts every position."
        : ", or " + index + " for positions that do not count.";
  }
}
