package io.lntune.graph.emit;

import io.lntune.graph.emit.training.OptimizerSpec;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What an artefact set contains.
 *
 * @param files files to write besides the manifest
 * @param selfContained true to put the weights into the models, false to refer to those in the base
 * @param optimizer what the optimizer model does
 */
public record ArtifactOptions(Set<Artifact> files, boolean selfContained, OptimizerSpec optimizer) {
  /** What LNTune's own engine needs, with the weights in the base. */
  public static final ArtifactOptions STEP_MODEL =
      new ArtifactOptions(Artifact.forStepModel(), false, OptimizerSpec.DEFAULT);

  /** Everything but the nominal checkpoint, with the weights in the base. */
  public static final ArtifactOptions DEFAULT =
      new ArtifactOptions(Artifact.usual(), false, OptimizerSpec.DEFAULT);

  public ArtifactOptions {
    Set<Artifact> copy = EnumSet.noneOf(Artifact.class);
    copy.addAll(files);
    files = Collections.unmodifiableSet(copy);
  }

  /** The same with other files. */
  public ArtifactOptions withFiles(Set<Artifact> others) {
    return new ArtifactOptions(others, selfContained, optimizer);
  }

  /** The same with the weights in the models, or in the base. */
  public ArtifactOptions withSelfContained(boolean value) {
    return new ArtifactOptions(files, value, optimizer);
  }

  /** The same with another optimizer. */
  public ArtifactOptions withOptimizer(OptimizerSpec value) {
    return new ArtifactOptions(files, selfContained, value);
  }
}
