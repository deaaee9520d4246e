package io.lntune.graph.emit;

import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A training plan on disk: {@code step_model.onnx}, {@code eval_model.onnx} and {@code
 * manifest.json}. The models refer to the frozen weights inside the base file, so the folder is
 * small and the base must stay where it is.
 */
public final class ArtifactSet {
  /** Model with loss, predictions and gradients as outputs. */
  public static final String STEP_MODEL = "step_model.onnx";

  /** Model with the loss and the base's outputs. */
  public static final String EVAL_MODEL = "eval_model.onnx";

  /** What the models' inputs and outputs mean, and what the base must be. */
  public static final String MANIFEST = "manifest.json";

  private ArtifactSet() {}

  /** True when {@code directory} looks like an artefact set. */
  public static boolean isArtifactSet(Path directory) {
    return Files.isRegularFile(directory.resolve(MANIFEST));
  }

  /** Writes {@code plan}; the folder appears complete or not at all. */
  public static void write(TrainingPlan plan, Path directory, boolean overwrite) {
    BaseIdentity base = BaseIdentity.of(plan.base());
    AtomicDirectory.create(
        directory,
        overwrite,
        temporary -> {
          Files.write(temporary.resolve(STEP_MODEL), plan.step().toArray());
          Files.write(temporary.resolve(EVAL_MODEL), plan.eval().toArray());
          Path destination = directory.toAbsolutePath().normalize();
          Files.write(temporary.resolve(MANIFEST), Manifest.write(plan, base, destination));
        });
  }

  /**
   * Reads an artefact set and checks that its base is unchanged.
   *
   * @throws LntuneException when a file is missing or damaged, or the base is another file
   */
  public static TrainingPlan open(Path directory) {
    if (!isArtifactSet(directory)) {
      throw LntuneException.badInput(
          "This is not an artefact folder: there is no " + MANIFEST,
          directory.toString(),
          "Make one with 'lntune emit MODEL --loss cross-entropy --out DIR'.");
    }
    try {
      ModelBytes step = new ModelBytes(Files.readAllBytes(directory.resolve(STEP_MODEL)));
      ModelBytes eval = new ModelBytes(Files.readAllBytes(directory.resolve(EVAL_MODEL)));
      byte[] manifest = Files.readAllBytes(directory.resolve(MANIFEST));
      return Manifest.read(manifest, directory.toAbsolutePath().normalize(), step, eval);
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The artefact folder is incomplete: " + e.getMessage(),
              directory.toString(),
              "Emit it again.")
          .causedBy(e);
    }
  }

  /** The recorded digest of the base of an artefact set. */
  public static String baseDigest(Path directory) {
    try {
      return Manifest.baseDigest(Files.readAllBytes(directory.resolve(MANIFEST)));
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The manifest cannot be read: " + e.getMessage(),
              directory.toString(),
              "Emit the artefacts again.")
          .causedBy(e);
    }
  }
}
