package io.lntune.graph.emit.training;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.Artifact;
import io.lntune.graph.emit.ArtifactOptions;
import io.lntune.graph.emit.InitialValues;
import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the files of a plan: LNTune's own models, and those of ONNX Runtime Training, whose
 * training model holds the same gradient graph as the step model.
 */
public final class TrainingArtifacts {
  private final TrainingPlan plan;
  private final ArtifactOptions options;

  public TrainingArtifacts(TrainingPlan plan, ArtifactOptions options) {
    this.plan = plan;
    this.options = options;
    requireStoredPrecision();
  }

  /** Writes the files into {@code folder}, which exists and has none of them. */
  public void write(Path folder) throws IOException {
    StoredModels models = new StoredModels(plan.base(), options.selfContained());
    Path step = folder.resolve(Artifact.STEP_MODEL.fileName());
    if (wants(Artifact.STEP_MODEL) || wants(Artifact.TRAINING_MODEL)) {
      Files.write(step, plan.step().toArray());
    }
    if (wants(Artifact.TRAINING_MODEL)) {
      Model model = models.read(step);
      TrainingModel.wrap(model, plan);
      models.write(model, folder.resolve(Artifact.TRAINING_MODEL.fileName()));
    }
    if (wants(Artifact.STEP_MODEL)) {
      models.complete(step);
    } else {
      Files.deleteIfExists(step);
    }
    if (wants(Artifact.EVAL_MODEL)) {
      Path eval = folder.resolve(Artifact.EVAL_MODEL.fileName());
      Files.write(eval, plan.eval().toArray());
      models.complete(eval);
    }
    if (wants(Artifact.OPTIMIZER_MODEL)) {
      writeOptimizer(folder);
    }
    writeCheckpoints(folder);
  }

  /** Writes the optimizer model alone. */
  public void writeOptimizer(Path folder) throws IOException {
    byte[] model = OptimizerModel.bytes(options.optimizer());
    Files.write(folder.resolve(Artifact.OPTIMIZER_MODEL.fileName()), model);
  }

  private void writeCheckpoints(Path folder) {
    if (wants(Artifact.CHECKPOINT)) {
      checkpoint(plan).write(folder.resolve(Artifact.CHECKPOINT.fileName()), false);
    }
    if (wants(Artifact.NOMINAL_CHECKPOINT)) {
      Path file = folder.resolve(Artifact.NOMINAL_CHECKPOINT.fileName());
      checkpoint(plan).withoutValues().write(file, false);
    }
  }

  /** The checkpoint of {@code plan} before the first step. Frozen weights are in the models. */
  public static TrainingCheckpoint checkpoint(TrainingPlan plan) {
    List<Tensor> parameters = new ArrayList<>();
    for (PlannedParameter parameter : plan.parameters()) {
      parameters.add(InitialValues.of(parameter, plan.base()));
    }
    return TrainingCheckpoint.of(parameters);
  }

  private boolean wants(Artifact artifact) {
    return options.files().contains(artifact);
  }

  /** Computed weights reach the runtime through LNTune's own engine only. */
  private void requireStoredPrecision() {
    boolean own = Artifact.forStepModel().containsAll(options.files());
    if (!plan.step().derived().isEmpty() && (!own || options.selfContained())) {
      throw LntuneException.unsupported(
          "A base in fewer bits is trained by LNTune's own engine only",
          plan.base().toString(),
          "Plan without --base-precision, or leave out what other runtimes load.");
    }
  }

  /**
   * Refuses decay of a scale that is stored as 1 + w: ONNX Runtime's AdamW pulls towards zero.
   *
   * @throws LntuneException when files that others load would train something else than was asked
   */
  public void requireDecayToZero() {
    if (!wants(Artifact.OPTIMIZER_MODEL)
        || !(options.optimizer() instanceof OptimizerSpec.AdamW adam)
        || adam.weightDecay() == 0) {
      return;
    }
    for (PlannedParameter parameter : plan.parameters()) {
      if (parameter.decayOrigin() != 0) {
        throw LntuneException.unsupported(
            "Weight decay would pull a scale that is stored as 1 + w to zero",
            "parameter '" + parameter.name() + "'",
            "Emit without --weight-decay, or with --without optimizer-model.");
      }
    }
  }
}
