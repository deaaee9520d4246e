package io.lntune.tools.command;

import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.checkpoint.OptimizerGroup;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.trainer.checkpoint.RunPosition;
import io.lntune.trainer.data.SamplerState;
import io.lntune.trainer.engine.OptimizerSpecs;
import io.lntune.trainer.optimizer.ConstantSchedule;
import io.lntune.trainer.train.TrainingSettings;
import java.nio.file.Path;
import java.util.Map;

/**
 * The position of a checkpoint that another program trained: the optimizer of the artefacts, and
 * the data from its beginning.
 */
final class ForeignPosition {
  private ForeignPosition() {}

  static RunPosition of(TrainingCheckpoint checkpoint, Path artefacts) {
    double rate = TrainingSettings.DEFAULT.rate().learningRate();
    for (OptimizerGroup group : checkpoint.groups()) {
      rate = group.initialLearningRate();
    }
    return new RunPosition(
        checkpoint.step(),
        new SamplerState(TrainingSettings.DEFAULT.seed(), 0, 0),
        new ConstantSchedule(rate, 0),
        OptimizerSpecs.rule(ArtifactSet.options(artefacts).optimizer()).optimizer(),
        ArtifactSet.baseDigest(artefacts),
        Map.of());
  }
}
