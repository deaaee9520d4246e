package io.lntune.graph.emit;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.training.TrainingArtifacts;
import io.lntune.graph.file.AtomicDirectory;
import io.lntune.graph.ir.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A training plan on disk: {@code manifest.json} and the files that {@link Artifact} lists. Unless
 * asked otherwise, the models refer to the frozen weights inside the base file, so the folder is
 * small and the base must stay where it is.
 */
public final class ArtifactSet {
  /** What the models' inputs and outputs mean, and what the base must be. */
  public static final String MANIFEST = "manifest.json";

  private ArtifactSet() {}

  /** True when {@code directory} looks like an artefact set. */
  public static boolean isArtifactSet(Path directory) {
    return Files.isRegularFile(directory.resolve(MANIFEST));
  }

  /** Writes what LNTune's own engine needs; the folder appears complete or not at all. */
  public static void write(TrainingPlan plan, Path directory, boolean overwrite) {
    write(plan, directory, overwrite, ArtifactOptions.STEP_MODEL);
  }

  /**
   * Writes {@code plan}; the folder appears complete or not at all.
   *
   * @throws LntuneException when a file cannot be made of this plan, or the disk refuses
   */
  public static void write(
      TrainingPlan plan, Path directory, boolean overwrite, ArtifactOptions options) {
    TrainingArtifacts artifacts = new TrainingArtifacts(plan, options);
    artifacts.requireDecayToZero();
    BaseIdentity base = BaseIdentity.of(plan.base());
    AtomicDirectory.create(
        directory,
        overwrite,
        temporary -> {
          artifacts.write(temporary);
          DerivedWeights.write(plan.step().derived().values(), temporary);
          PrefixFiles.write(PrefixFiles.written(plan, options), temporary);
          Path destination = directory.toAbsolutePath().normalize();
          Files.write(
              temporary.resolve(MANIFEST), Manifest.write(plan, base, destination, options));
        });
  }

  /**
   * Reads an artefact set and checks that its base is unchanged; one without a manifest is read as
   * {@link GeneratedArtifacts}.
   *
   * @throws LntuneException when a file is missing or damaged, or the base is another file
   */
  public static TrainingPlan open(Path directory) {
    if (GeneratedArtifacts.isIn(directory)) {
      return GeneratedArtifacts.open(directory).plan();
    }
    if (!isArtifactSet(directory)) {
      throw LntuneException.badInput(
          "This is not an artefact folder: there is no " + MANIFEST,
          directory.toString(),
          "Make one with 'lntune emit MODEL --loss cross-entropy --out DIR'.");
    }
    try {
      byte[] manifest = Files.readAllBytes(directory.resolve(MANIFEST));
      Set<Artifact> files = OptionsJson.files(manifest);
      return Manifest.read(
          manifest,
          directory.toAbsolutePath().normalize(),
          model(
              directory, files, Artifact.STEP_MODEL, Manifest.derivedWeights(manifest, directory)),
          model(directory, files, Artifact.EVAL_MODEL, Map.of()));
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The artefact folder is incomplete: " + e.getMessage(),
              directory.toString(),
              "Emit it again.")
          .causedBy(e);
    }
  }

  private static ModelBytes model(
      Path directory, Set<Artifact> files, Artifact model, Map<String, Tensor> derived)
      throws IOException {
    Path file = directory.resolve(model.fileName());
    return files.contains(model)
        ? new ModelBytes(Files.readAllBytes(file), derived)
        : ModelBytes.leftOut(file);
  }

  /** What the artefact set in {@code directory} was asked to contain. */
  public static ArtifactOptions options(Path directory) {
    if (GeneratedArtifacts.isIn(directory)) {
      return GeneratedArtifacts.open(directory).options();
    }
    try {
      return OptionsJson.read(Files.readAllBytes(directory.resolve(MANIFEST)));
    } catch (IOException e) {
      throw unreadableManifest(directory, e);
    }
  }

  /** The recorded digest of the base of an artefact set, or that of the generated files. */
  public static String baseDigest(Path directory) {
    if (GeneratedArtifacts.isIn(directory)) {
      return GeneratedArtifacts.open(directory).digest();
    }
    try {
      return Manifest.baseDigest(Files.readAllBytes(directory.resolve(MANIFEST)));
    } catch (IOException e) {
      throw unreadableManifest(directory, e);
    }
  }

  private static LntuneException unreadableManifest(Path directory, IOException e) {
    return LntuneException.badInput(
            "The manifest cannot be read: " + e.getMessage(),
            directory.toString(),
            "Emit the artefacts again.")
        .causedBy(e);
  }
}
