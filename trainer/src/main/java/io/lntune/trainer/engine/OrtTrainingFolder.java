package io.lntune.trainer.engine;

import ai.onnxruntime.OrtException;
import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.Artifact;
import io.lntune.graph.emit.ArtifactOptions;
import io.lntune.graph.emit.GeneratedArtifacts;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.emit.training.OptimizerSpec;
import io.lntune.graph.emit.training.TrainingArtifacts;
import io.lntune.graph.file.AtomicDirectory;
import io.lntune.graph.ir.Model;
import io.lntune.graph.parse.ModelReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/**
 * Temporary files of a training session: ONNX Runtime Training opens files only. The models are
 * those of the artefacts with observed gradients and the weights in files beside them.
 */
final class OrtTrainingFolder implements AutoCloseable {
  private static final Set<Artifact> OFFICIAL =
      Set.of(
          Artifact.TRAINING_MODEL,
          Artifact.EVAL_MODEL,
          Artifact.OPTIMIZER_MODEL,
          Artifact.CHECKPOINT);

  private final Path folder;
  private final TrainingFiles files;
  private final DecayOrigins origins;
  private long saved;

  private OrtTrainingFolder(Path folder, TrainingFiles source, DecayOrigins origins)
      throws IOException {
    this.folder = folder;
    this.origins = origins;
    Model training = ModelReader.read(source.training(), source.data());
    Model eval = ModelReader.read(source.eval(), source.data());
    ObservedGradients.add(training);
    origins.apply(training);
    origins.apply(eval);
    this.files =
        new TrainingFiles(
            folder.resolve("session_training_model.onnx"),
            folder.resolve("session_eval_model.onnx"),
            source.optimizer(),
            source.checkpoint(),
            folder);
    FrozenWeights weights = new FrozenWeights(folder);
    weights.write(training, files.training());
    weights.write(eval, files.eval());
  }

  /** The files for a plan and a rule, as they are emitted too. */
  static OrtTrainingFolder of(TrainingPlan plan, UpdateRule rule) {
    OptimizerSpec optimizer = OptimizerSpecs.of(rule);
    TrainingArtifacts artifacts = artifacts(plan, optimizer);
    return make(
        new DecayOrigins(plan, optimizer),
        folder -> {
          artifacts.write(folder);
          return TrainingFiles.in(folder, baseFolder(plan));
        });
  }

  /**
   * The files in {@code directory}, artefacts of {@code plan}. They are made again where LNTune's
   * own step model is there; otherwise they are taken as they are, but for the optimizer of a set
   * with a manifest, which {@code rule} says.
   */
  static OrtTrainingFolder in(Path directory, TrainingPlan plan, UpdateRule rule) {
    if (GeneratedArtifacts.isIn(directory)) {
      GeneratedArtifacts set = GeneratedArtifacts.open(directory);
      return make(new DecayOrigins(plan, set.optimizer()), folder -> TrainingFiles.of(set));
    }
    if (plan.step().isPresent()) {
      return of(plan, rule);
    }
    OptimizerSpec optimizer = OptimizerSpecs.of(rule);
    TrainingArtifacts artifacts = artifacts(plan, optimizer);
    return make(
        new DecayOrigins(plan, optimizer),
        folder -> {
          artifacts.writeOptimizer(folder);
          TrainingFiles made = TrainingFiles.in(folder, baseFolder(plan));
          TrainingFiles found = TrainingFiles.in(directory, baseFolder(plan));
          return new TrainingFiles(
              found.training(), found.eval(), made.optimizer(), found.checkpoint(), found.data());
        });
  }

  /** Refuses what the runtime cannot do. */
  private static TrainingArtifacts artifacts(TrainingPlan plan, OptimizerSpec optimizer) {
    return new TrainingArtifacts(
        plan, ArtifactOptions.DEFAULT.withFiles(OFFICIAL).withOptimizer(optimizer));
  }

  private static Path baseFolder(TrainingPlan plan) {
    Path base = plan.base().toAbsolutePath().normalize();
    return Objects.requireNonNullElse(base.getParent(), base);
  }

  /** Makes a temporary folder and {@code source} in it or elsewhere. */
  static OrtTrainingFolder make(DecayOrigins origins, Source source) {
    try {
      Path folder = Files.createTempDirectory("lntune-training");
      boolean made = false;
      try {
        OrtTrainingFolder result = new OrtTrainingFolder(folder, source.in(folder), origins);
        made = true;
        return result;
      } finally {
        if (!made) {
          AtomicDirectory.remove(folder);
        }
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Finds or writes the four files. */
  interface Source {
    TrainingFiles in(Path folder) throws IOException;
  }

  /** The checkpoint that the artefacts came with. */
  TrainingCheckpoint checkpoint() {
    return TrainingCheckpoint.read(files.checkpoint());
  }

  /** A session that starts from the artefacts' checkpoint. */
  OrtTrainingRuntime open(EngineOptions options) {
    return open(checkpoint(), options);
  }

  /** A session that starts from {@code checkpoint}. */
  OrtTrainingRuntime open(TrainingCheckpoint checkpoint, EngineOptions options) {
    Path start = folder.resolve("start_checkpoint");
    origins.relative(checkpoint).write(start, true);
    TrainingFiles present =
        new TrainingFiles(files.training(), files.eval(), files.optimizer(), start, files.data());
    return OrtTrainingRuntime.open(present, options);
  }

  /** What the runtime holds now. */
  TrainingCheckpoint read(OrtTrainingRuntime runtime) throws OrtException {
    // A new name each time: an old file may still be mapped.
    Path file = folder.resolve("saved_checkpoint_" + saved++);
    runtime.save(file);
    return origins.absolute(TrainingCheckpoint.read(file));
  }

  @Override
  public void close() {
    AtomicDirectory.remove(folder);
  }

  private static LntuneException unusable(IOException e) {
    return LntuneException.badInput(
            "The files of the training session cannot be written: " + e.getMessage(),
            System.getProperty("java.io.tmpdir", ""),
            "Check permissions and free space of the folder for temporary files.")
        .causedBy(e);
  }
}
