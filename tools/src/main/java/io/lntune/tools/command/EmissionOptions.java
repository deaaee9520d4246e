package io.lntune.tools.command;

import io.lntune.graph.emit.Artifact;
import io.lntune.graph.emit.ArtifactOptions;
import io.lntune.graph.emit.training.OptimizerSpec;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The options that say which artefacts are written and what the optimizer model does. */
final class EmissionOptions {
  private static final String WITHOUT = "without";
  private static final String SELF_CONTAINED = "self-contained";
  private static final String NOMINAL_CHECKPOINT = "nominal-checkpoint";
  private static final String OPTIMIZER = "optimizer";
  private static final String ADAMW = "adamw";
  private static final String SGD = "sgd";
  private static final String WEIGHT_DECAY = "weight-decay";
  private static final String CLIP_NORM = "clip-norm";

  private EmissionOptions() {}

  static Flags add(Flags flags) {
    return flags
        .flag(SELF_CONTAINED, "put the weights into the models instead of referring to the base")
        .values(WITHOUT, "FILE", "leave a file out, for example step-model")
        .flag(NOMINAL_CHECKPOINT, "also write a checkpoint without values")
        .value(OPTIMIZER, "NAME", "optimizer model: adamw (default) or sgd")
        .value(WEIGHT_DECAY, "X", "decay in the optimizer model (0)")
        .value(CLIP_NORM, "X", "largest gradient norm in the optimizer model, 0 for any (0)");
  }

  static ArtifactOptions read(Invocation invocation) {
    boolean reduced = PrecisionOption.isReduced(invocation);
    if (reduced) {
      refuseForOthers(invocation);
    }
    Set<Artifact> files = EnumSet.copyOf(Artifact.usual());
    for (String word : invocation.texts(WITHOUT)) {
      List<String> known = Artifact.usual().stream().map(Artifact::word).toList();
      Artifact artifact = Artifact.ofWord(word).orElse(null);
      if (artifact == null || !known.contains(word)) {
        throw invocation.usage(
            "--" + WITHOUT + " is '" + word + "', known are " + String.join(", ", known));
      }
      files.remove(artifact);
    }
    if (OperatorOption.needsTrainingRuntime(invocation)) {
      files.remove(Artifact.STEP_MODEL);
    }
    if (invocation.has(NOMINAL_CHECKPOINT)) {
      files.add(Artifact.NOMINAL_CHECKPOINT);
    }
    if (reduced) {
      files.retainAll(Artifact.forStepModel());
    }
    return new ArtifactOptions(files, invocation.has(SELF_CONTAINED), optimizer(invocation));
  }

  /** Refuses what only files for other runtimes have, which cannot have weights in fewer bits. */
  private static void refuseForOthers(Invocation invocation) {
    List<String> forOthers =
        List.of(SELF_CONTAINED, NOMINAL_CHECKPOINT, OPTIMIZER, WEIGHT_DECAY, CLIP_NORM);
    for (String option : forOthers) {
      if (invocation.has(option)) {
        throw invocation.usage(
            "--"
                + option
                + " is for other runtimes, and a base in fewer bits is trained by LNTune's own"
                + " engine only; leave it out, or the precision");
      }
    }
    if (!OperatorOption.isDefault(invocation)) {
      throw invocation.usage(
          "Products in fewer bits are operators of ONNX Runtime; leave out --operators, or the"
              + " precision");
    }
  }

  private static OptimizerSpec optimizer(Invocation invocation) {
    double clipNorm = invocation.number(CLIP_NORM, 0);
    String kind = invocation.choice(OPTIMIZER, ADAMW, List.of(ADAMW, SGD));
    if (kind.equals(SGD)) {
      if (invocation.has(WEIGHT_DECAY)) {
        throw invocation.usage(
            "--" + WEIGHT_DECAY + " has no meaning with --" + OPTIMIZER + " sgd");
      }
      return new OptimizerSpec.Sgd(clipNorm);
    }
    return OptimizerSpec.adamW(invocation.number(WEIGHT_DECAY, 0), clipNorm);
  }
}
