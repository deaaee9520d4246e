package io.lntune.tools.command;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.tools.cli.Invocation;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gets a training plan from whatever a command was given: a model or a folder of artefacts. */
final class PlanSource {
  private PlanSource() {}

  /** Plans the training of a model file as the options say. */
  static TrainingPlan plan(Invocation invocation, Path model) {
    return plan(invocation, model, planner(invocation));
  }

  /** The same for a step that at most takes batches of {@code largest}, within its budget. */
  static TrainingPlan plan(Invocation invocation, Path model, AssumedSizes largest) {
    return plan(
        invocation,
        model,
        planner(invocation)
            .withMemoryBudget(MemoryOption.read(invocation, largest))
            .withSequence(largest.sequence()));
  }

  private static TrainingPlan plan(Invocation invocation, Path model, TrainingPlanner planner) {
    return planner.plan(
        model,
        SelectionOptions.read(invocation),
        LossOptions.read(invocation),
        LossOptions.dropout(invocation));
  }

  private static TrainingPlanner planner(Invocation invocation) {
    return new TrainingPlanner(OperatorTarget.ONNX_RUNTIME)
        .withBasePrecision(PrecisionOption.read(invocation));
  }

  /** Opens artefacts, which say themselves what is trained and with which loss. */
  static TrainingPlan open(Invocation invocation, Path artefacts) {
    refuseChoices(invocation);
    RuntimeThread.start();
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
