package io.lntune.tools.command;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.memory.MemoryBudget;
import io.lntune.tools.cli.Invocation;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Gets a training plan from whatever a command was given: a model or a folder of artefacts. */
final class PlanSource {
  private PlanSource() {}

  /** Plans the training of a model file as the options say. */
  static TrainingPlan plan(Invocation invocation, Path model) {
    return plan(invocation, model, null);
  }

  /** The same for a step that keeps within a budget; null for any memory. */
  static TrainingPlan plan(Invocation invocation, Path model, @Nullable MemoryBudget budget) {
    return new TrainingPlanner(OperatorTarget.ONNX_RUNTIME)
        .withBasePrecision(PrecisionOption.read(invocation))
        .withMemoryBudget(budget)
        .plan(
            model,
            SelectionOptions.read(invocation),
            LossOptions.read(invocation),
            LossOptions.dropout(invocation));
  }

  /** Opens artefacts, which say themselves what is trained and with which loss. */
  static TrainingPlan open(Invocation invocation, Path artefacts) {
    refuseChoices(invocation);
    return ArtifactSet.open(artefacts);
  }

  /** Refuses the options that only a model needs. */
  static void refuseChoices(Invocation invocation) {
    if (LossOptions.areGiven(invocation)
        || SelectionOptions.areGiven(invocation)
        || PrecisionOption.isGiven(invocation)
        || MemoryOption.isGiven(invocation)) {
      throw invocation.usage(
          "Loss, selection, precision and memory budget are fixed in the artefacts; give them with"
              + " a model only");
    }
  }

  /** Whether {@code path} is a model and not a folder; what does not exist counts as a model. */
  static boolean isModel(Path path) {
    return !Files.isDirectory(path);
  }
}
