package io.lntune.graph.emit;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.emit.training.OptimizerModel;
import io.lntune.graph.emit.training.OptimizerSpec;
import io.lntune.graph.parse.ModelReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The files that Python's {@code onnxruntime.training.artifacts.generate_artifacts} writes: those
 * of {@link Artifact} for ONNX Runtime Training, all with the same prefix, and no manifest. What
 * they mean is read off the models and the checkpoint.
 */
public final class GeneratedArtifacts {
  private final Path directory;
  private final String prefix;

  private GeneratedArtifacts(Path directory, String prefix) {
    this.directory = directory;
    this.prefix = prefix;
  }

  /** True when {@code directory} has a training model that no manifest speaks of. */
  public static boolean isIn(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    List<String> prefixes = prefixes(directory);
    return !prefixes.isEmpty() && !(prefixes.contains("") && ArtifactSet.isArtifactSet(directory));
  }

  /**
   * The set in {@code directory}.
   *
   * @throws LntuneException when there is none, or more than one
   */
  public static GeneratedArtifacts open(Path directory) {
    List<String> prefixes = prefixes(directory);
    if (prefixes.size() != 1) {
      throw LntuneException.badInput(
          "The folder has " + prefixes.size() + " training models with the prefixes " + prefixes,
          directory.toString(),
          "Keep each set in a folder of its own.");
    }
    return new GeneratedArtifacts(directory.toAbsolutePath().normalize(), prefixes.get(0));
  }

  private static List<String> prefixes(Path directory) {
    String suffix = Artifact.TRAINING_MODEL.fileName();
    List<String> prefixes = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + suffix)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        prefixes.add(name.substring(0, name.length() - suffix.length()));
      }
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The folder cannot be read: " + e.getMessage(),
              directory.toString(),
              "Check its permissions.")
          .causedBy(e);
    }
    Collections.sort(prefixes);
    return prefixes;
  }

  /** Where {@code artifact} is. */
  public Path file(Artifact artifact) {
    return directory.resolve(prefix + artifact.fileName());
  }

  /**
   * The checkpoint with the values to start from.
   *
   * @throws LntuneException when it is missing, damaged or nominal
   */
  public TrainingCheckpoint checkpoint() {
    Path file = file(Artifact.CHECKPOINT);
    TrainingCheckpoint checkpoint = TrainingCheckpoint.read(file);
    if (checkpoint.nominal()) {
      throw LntuneException.badInput(
          "The checkpoint is nominal: it has no values",
          file.toString(),
          "Put the one with values beside the models.");
    }
    return checkpoint;
  }

  /** What the optimizer model does, however it spells AdamW's decay. */
  public OptimizerSpec optimizer() {
    Path file = file(Artifact.OPTIMIZER_MODEL);
    return OptimizerModel.read(ModelReader.read(file).graph())
        .orElseThrow(
            () ->
                LntuneException.unsupported(
                    "The optimizer model has neither AdamWOptimizer nor SGDOptimizerV2",
                    file.toString(),
                    "Generate the files with OptimType.AdamW or OptimType.SGD."));
  }

  /** What is trained, with which inputs; there is no step model. */
  TrainingPlan plan() {
    return new GeneratedPlan(this).read();
  }

  /** Identifies training model and checkpoint. */
  String digest() {
    return BaseIdentity.of(file(Artifact.TRAINING_MODEL)).digest()
        + "+"
        + BaseIdentity.of(file(Artifact.CHECKPOINT)).digest();
  }

  /** What the set contains, as far as it can be told. */
  ArtifactOptions options() {
    return ArtifactOptions.DEFAULT.withSelfContained(true).withOptimizer(optimizer());
  }
}
