package io.lntune.graph.emit;

import io.lntune.graph.differentiate.loss.Loss;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One summand of what is minimised, often the only one.
 *
 * @param term weight and kind
 * @param valueOutput name of the output with its value before it is weighted, a float32 scalar
 * @param predictionsOutput name of the base's output that it is computed from
 * @param labelInput name of the input that takes its targets; empty when it has none of its own
 * @param classCount number of classes of a cross-entropy; -1 when unknown or for other losses
 */
public record PlannedLoss(
    LossSpec.Term term,
    String valueOutput,
    String predictionsOutput,
    String labelInput,
    long classCount) {
  static List<PlannedLoss> of(LossSpec spec, Loss loss) {
    List<PlannedLoss> list = new ArrayList<>();
    for (int i = 0; i < loss.parts().size(); i++) {
      Loss.Part part = loss.parts().get(i);
      LossSpec.Term term = spec.terms().get(i);
      Value label = part.label();
      list.add(
          new PlannedLoss(
              term,
              part.value().name(),
              part.predictions().name(),
              label == null ? "" : label.name(),
              classCount(term.loss(), part.predictions().shape())));
    }
    return list;
  }

  private static long classCount(LossSpec spec, @Nullable Shape shape) {
    return spec instanceof LossSpec.CrossEntropy && shape != null && shape.rank() > 0
        ? shape.dim(-1).size()
        : -1;
  }

  /** What it is called in reports. */
  public String name() {
    return term.name();
  }
}
