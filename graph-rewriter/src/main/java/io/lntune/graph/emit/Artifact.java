package io.lntune.graph.emit;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A file of an artefact set, besides the manifest. */
public enum Artifact {
  /** Loss, predictions and gradients as outputs; for LNTune and for runtimes without training. */
  STEP_MODEL("step_model.onnx", "step-model"),
  /** The loss and the base's outputs; for LNTune and for ONNX Runtime Training. */
  EVAL_MODEL("eval_model.onnx", "eval-model"),
  /** For ONNX Runtime Training: adds gradients up in the runtime's own buffers. */
  TRAINING_MODEL("training_model.onnx", "training-model"),
  /** For ONNX Runtime Training: updates the parameters. */
  OPTIMIZER_MODEL("optimizer_model.onnx", "optimizer-model"),
  /** For ONNX Runtime Training: the parameters' values, and later the moments. */
  CHECKPOINT("checkpoint", "checkpoint"),
  /** For ONNX Runtime Training: the parameters without their values. */
  NOMINAL_CHECKPOINT("nominal_checkpoint", "nominal-checkpoint");

  private final String fileName;
  private final String word;

  Artifact(String fileName, String word) {
    this.fileName = fileName;
    this.word = word;
  }

  /** Name within the artefact folder. */
  public String fileName() {
    return fileName;
  }

  /** What the command line calls it. */
  public String word() {
    return word;
  }

  /** The file that the command line calls {@code word}. */
  public static Optional<Artifact> ofWord(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findAny();
  }

  /** What LNTune's own engine needs. */
  public static Set<Artifact> forStepModel() {
    return Collections.unmodifiableSet(EnumSet.of(STEP_MODEL, EVAL_MODEL));
  }

  /** Everything but the nominal checkpoint. */
  public static Set<Artifact> usual() {
    return Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(NOMINAL_CHECKPOINT)));
  }

  /** What the command line calls them all. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Artifact::word).toList();
  }
}
