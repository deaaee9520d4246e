package io.lntune.trainer.train;

import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.PlannedInput;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.ir.Shape;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.data.DatasetOptions;
import io.lntune.trainer.data.DatasetReader;
import io.lntune.trainer.data.FeatureSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens data for a plan: one array or field per model input and label. */
public final class Features {
  private Features() {}

  /** Opens {@code file} as data for {@code plan}. */
  public static Dataset open(Path file, TrainingPlan plan, DatasetOptions options) {
    DatasetOptions adapted = options;
    List<LossSpec.CrossEntropy> classes = new ArrayList<>();
    for (LossSpec.Term term : plan.loss().terms()) {
      if (term.loss() instanceof LossSpec.CrossEntropy crossEntropy) {
        classes.add(crossEntropy);
      }
    }
    if (!classes.isEmpty()) {
      // With several kinds of class labels it would be a guess which are the tokens.
      boolean fromTokens = classes.size() == 1 && classes.get(0).shifted();
      adapted =
          adapted.withIgnoreIndex(classes.get(0).ignoreIndex()).withLabelsFromInputIds(fromTokens);
    }
    return DatasetReader.open(file, adapted, specs(plan));
  }

  private static List<FeatureSpec> specs(TrainingPlan plan) {
    List<FeatureSpec> specs = new ArrayList<>();
    for (PlannedInput input : plan.inputs()) {
      long[] dims = input.dims().stream().mapToLong(Long::longValue).toArray();
      Shape shape = dims.length == 0 ? null : Shape.of(dims);
      specs.add(
          input.label()
              ? FeatureSpec.label(input.name(), input.type(), shape)
              : FeatureSpec.input(input.name(), input.type(), shape));
    }
    return specs;
  }
}
