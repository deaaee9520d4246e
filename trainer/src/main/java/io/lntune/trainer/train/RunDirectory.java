package io.lntune.trainer.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.file.AtomicDirectory;
import io.lntune.graph.file.AtomicWrite;
import io.lntune.trainer.checkpoint.CheckpointStore;
import io.lntune.trainer.checkpoint.RunCheckpoint;
import io.lntune.trainer.data.NamedArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The folder of a training run: {@code run.json} (which artefacts it trains), {@code
 * metrics.jsonl}, and checkpoints.
 */
public final class RunDirectory {
  private static final String RUN = "run.json";
  private static final int KEPT_CHECKPOINTS = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;

  private RunDirectory(Path directory) {
    this.directory = directory;
  }

  /** True when {@code directory} holds a run. */
  public static boolean isRun(Path directory) {
    return Files.isRegularFile(directory.resolve(RUN));
  }

  /** True when a run in {@code directory} can be continued from a checkpoint. */
  public static boolean hasCheckpoint(Path directory) {
    return !checkpoints(directory).steps().isEmpty();
  }

  /** A run that exists. */
  public static RunDirectory open(Path directory) {
    if (!isRun(directory)) {
      throw LntuneException.badInput(
          "This is not a training run: there is no " + RUN,
          directory.toString(),
          "Make one with 'lntune train ARTEFACTS --data FILE --out RUN'.");
    }
    return new RunDirectory(directory);
  }

  /** A new run in a folder that is made when it does not exist. */
  static RunDirectory create(Path directory, Path artifacts) {
    try {
      Files.createDirectories(directory);
      Path from = directory.toAbsolutePath().normalize();
      Path to = artifacts.toAbsolutePath().normalize();
      boolean sameRoot = from.getRoot() != null && from.getRoot().equals(to.getRoot());
      ObjectNode node = JSON.createObjectNode();
      node.put("format", 1);
      node.put("artifacts", (sameRoot ? from.relativize(to) : to).toString().replace('\\', '/'));
      AtomicWrite.text(
          directory.resolve(RUN),
          true,
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node));
      return new RunDirectory(directory);
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The run folder cannot be made: " + e.getMessage(),
              directory.toString(),
              "Check permissions and free space.")
          .causedBy(e);
    }
  }

  /**
   * A new run of {@code artifacts} that stands at {@code checkpoint}.
   *
   * @throws LntuneException when the checkpoint has other parameters or another base
   */
  public static RunDirectory of(RunCheckpoint checkpoint, Path artifacts, Path directory) {
    checkpoint.requireParameters(ArtifactSet.open(artifacts).parameters());
    if (!checkpoint.position().baseModelDigest().equals(ArtifactSet.baseDigest(artifacts))) {
      throw LntuneException.badInput(
          "The checkpoint is from a run of another base model",
          artifacts.toString(),
          "Name the artefacts of that run.");
    }
    boolean existed = Files.exists(directory);
    boolean finished = false;
    RunDirectory run = create(directory, artifacts);
    try {
      run.checkpoints().save(checkpoint);
      finished = true;
      return run;
    } finally {
      if (!finished && !existed) {
        AtomicDirectory.remove(directory);
      }
    }
  }

  /**
   * The newest intact checkpoint.
   *
   * @param notes gets a line for every damaged checkpoint that was passed over
   */
  public RunCheckpoint newest(Consumer<String> notes) {
    return checkpoints()
        .newest(notes)
        .orElseThrow(
            () ->
                LntuneException.badInput(
                    "The run has no checkpoint",
                    directory.toString(),
                    "Train it to the end first."));
  }

  /** Where the artefacts are that this run trains. */
  public Path artifacts() {
    try {
      JsonNode node = JSON.readTree(directory.resolve(RUN).toFile());
      return directory.toAbsolutePath().resolve(node.path("artifacts").asText()).normalize();
    } catch (IOException e) {
      throw LntuneException.badInput(
              RUN + " cannot be read: " + e.getMessage(),
              directory.toString(),
              "The run is damaged; train again.")
          .causedBy(e);
    }
  }

  /** The plan that this run trains. */
  public TrainingPlan plan() {
    return ArtifactSet.open(artifacts());
  }

  Path metrics() {
    return directory.resolve("metrics.jsonl");
  }

  CheckpointStore checkpoints() {
    return checkpoints(directory);
  }

  /** The checkpoints in a folder, whether it is a run yet or not. */
  static CheckpointStore checkpoints(Path directory) {
    return new CheckpointStore(directory, KEPT_CHECKPOINTS);
  }

  /** Removes what was written beside the checkpoints. */
  void removeFiles() {
    try {
      Files.deleteIfExists(metrics());
      Files.deleteIfExists(directory.resolve(RUN));
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The files of the failed run cannot be removed: " + e.getMessage(),
              directory.toString(),
              "Remove them before training again.")
          .causedBy(e);
    }
  }

  /**
   * Trained values of the newest intact checkpoint, by parameter name.
   *
   * @param notes gets a line for every damaged checkpoint that was passed over
   */
  public Map<String, float[]> trainedValues(Consumer<String> notes) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (NamedArray array : newest(notes).trainable()) {
      float[] copy = new float[Math.toIntExact(array.elementCount())];
      array.floats().get(copy);
      values.put(array.name(), copy);
    }
    return values;
  }
}
