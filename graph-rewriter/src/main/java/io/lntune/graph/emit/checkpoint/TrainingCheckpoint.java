package io.lntune.graph.emit.checkpoint;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What ONNX Runtime Training keeps in a {@code checkpoint} file, version 2 of its format.
 *
 * @param trainable parameters that are trained, by name
 * @param frozen parameters that are fed to the training model but not trained
 * @param nominal true when the parameters have types and shapes but no values; they are then fed to
 *     the runtime by other means
 * @param groups state of the optimizers; empty before the first step
 * @param properties annotations of the user
 */
public record TrainingCheckpoint(
    List<Tensor> trainable,
    List<Tensor> frozen,
    boolean nominal,
    List<OptimizerGroup> groups,
    CheckpointProperties properties) {
  /** Name that ONNX Runtime gives to the only group it makes. */
  public static final String GROUP = "group0";

  public TrainingCheckpoint {
    trainable = List.copyOf(trainable);
    frozen = List.copyOf(frozen);
    groups = List.copyOf(groups);
  }

  /** A checkpoint before the first step. */
  public static TrainingCheckpoint of(List<Tensor> trainable) {
    return new TrainingCheckpoint(
        trainable, List.of(), false, List.of(), CheckpointProperties.NONE);
  }

  /** The same parameters without their values, and nothing else. */
  public TrainingCheckpoint withoutValues() {
    return new TrainingCheckpoint(trainable, frozen, true, List.of(), CheckpointProperties.NONE);
  }

  /** The same with other parameters that are fed but not trained. */
  public TrainingCheckpoint withFrozen(List<Tensor> others) {
    return new TrainingCheckpoint(trainable, others, nominal, groups, properties);
  }

  /** The same parameters with other optimizer state. */
  public TrainingCheckpoint withGroups(List<OptimizerGroup> others) {
    return new TrainingCheckpoint(trainable, frozen, nominal, others, properties);
  }

  /** The same state with other annotations. */
  public TrainingCheckpoint withProperties(CheckpointProperties others) {
    return new TrainingCheckpoint(trainable, frozen, nominal, groups, others);
  }

  /** The parameter of that name, trained or frozen. */
  public Optional<Tensor> parameter(String name) {
    Optional<Tensor> found = trainable.stream().filter(each -> each.name().equals(name)).findAny();
    return found.isPresent()
        ? found
        : frozen.stream().filter(each -> each.name().equals(name)).findAny();
  }

  /** Updates made: those of the first group; 0 when there is none. */
  public long step() {
    return groups.isEmpty() ? 0 : groups.get(0).step();
  }

  /** True when {@code file} begins as a checkpoint does. */
  public static boolean isCheckpoint(Path file) {
    return CheckpointBytes.isCheckpoint(file);
  }

  /**
   * Reads {@code file}; values that lie in {@code <file>.data} stay there.
   *
   * @throws LntuneException when the file is missing, damaged or of another version
   */
  public static TrainingCheckpoint read(Path file) {
    return new CheckpointReader(file).read();
  }

  /** Writes {@code file}, which appears complete or not at all. */
  public void write(Path file, boolean overwrite) {
    CheckpointWriter.write(this, file, overwrite);
  }
}
