package io.lntune.trainer.engine;

import io.lntune.graph.emit.Artifact;
import io.lntune.graph.emit.GeneratedArtifacts;
import java.nio.file.Path;

/**
 * The four files that ONNX Runtime Training loads.
 *
 * @param training model that adds gradients up
 * @param eval model without gradients
 * @param optimizer model that updates the parameters
 * @param checkpoint parameters, and moments after an update
 * @param data folder that the models' external data is relative to
 */
record TrainingFiles(Path training, Path eval, Path optimizer, Path checkpoint, Path data) {
  /** Generated files; their external data is beside them. */
  static TrainingFiles of(GeneratedArtifacts set) {
    Path training = set.file(Artifact.TRAINING_MODEL);
    return new TrainingFiles(
        training,
        set.file(Artifact.EVAL_MODEL),
        set.file(Artifact.OPTIMIZER_MODEL),
        set.file(Artifact.CHECKPOINT),
        training.resolveSibling(""));
  }

  /** The files in {@code folder} under the names that LNTune gives them. */
  static TrainingFiles in(Path folder, Path data) {
    return new TrainingFiles(
        folder.resolve(Artifact.TRAINING_MODEL.fileName()),
        folder.resolve(Artifact.EVAL_MODEL.fileName()),
        folder.resolve(Artifact.OPTIMIZER_MODEL.fileName()),
        folder.resolve(Artifact.CHECKPOINT.fileName()),
        data);
  }
}
