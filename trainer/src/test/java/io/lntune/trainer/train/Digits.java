package io.lntune.trainer.train;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.tag.TargetSelector;
import io.lntune.trainer.data.BatchLimits;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.data.DatasetOptions;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.engine.StepModelEngine;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.engine.UpdateRule;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.OptimizerSettings;
import io.lntune.trainer.optimizer.ParameterState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The shipped digit classifier (136,138 parameters, 18 trained tensors) with its images. */
final class Digits {
  static final int CLASSES = 10;

  private static final Path FOLDER = Path.of(System.getProperty("lntune.models"), "digits-vit");

  /** One thread, so that sums are formed in the same order every time. */
  private static final EngineOptions ENGINE = EngineOptions.DEFAULT.withThreads(1);

  private final TrainingPlan plan;

  Digits() {
    LossSpec loss = new LossSpec.CrossEntropy("", LossSpec.IGNORE_INDEX, 0, List.of(), false);
    this.plan =
        new TrainingPlanner(OperatorTarget.ONNX_RUNTIME)
            .plan(FOLDER.resolve("model.onnx"), TargetSelector.ALL_NORMS, loss);
  }

  static TrainingSettings settings(int steps, int batchSize, int accumulation, long seed) {
    return settings(steps, batchSize, accumulation, seed, 1, AdamWSettings.DEFAULT);
  }

  static TrainingSettings settings(
      int steps,
      int batchSize,
      int accumulation,
      long seed,
      double clipNorm,
      OptimizerSettings optimizer) {
    return new TrainingSettings(
        TrainingLength.ofSteps(steps),
        new BatchLimits(batchSize, 0, true),
        accumulation,
        new RateSettings(1e-2, ScheduleKind.COSINE, 0.1, -1),
        new UpdateRule(optimizer, clipNorm),
        seed,
        100);
  }

  TrainingPlan plan() {
    return plan;
  }

  /** Measures and trains by the default rule. */
  TrainingEngine engine() {
    return engine(TrainingSettings.DEFAULT);
  }

  TrainingEngine engine(TrainingSettings settings) {
    return new StepModelEngine(plan, ENGINE, settings.rule());
  }

  /** 500 images of the changed camera. */
  Dataset trainingData() {
    return open(FOLDER.resolve("adapt-train.safetensors"));
  }

  /** 497 images that no training sees. */
  Dataset heldOutData() {
    return open(FOLDER.resolve("held-out.safetensors"));
  }

  Dataset open(Path file) {
    return Features.open(file, plan, DatasetOptions.DEFAULT);
  }

  /** Writes the artefacts into the folder {@code artifacts}. */
  Path emit(Path artifacts) {
    ArtifactSet.write(plan, artifacts, false);
    return artifacts;
  }

  /** Trains from the base's values without a folder; what was heard and the final values. */
  Outcome train(TrainingSettings settings) {
    return train(settings, MicroBatches.automatic(plan.division(), 0));
  }

  /** The same in parts. */
  Outcome train(TrainingSettings settings, MicroBatches microBatches) {
    List<TrainingState> states = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(TrainingState state) {
            states.add(state);
          }
        };
    try (TrainingEngine engine = engine(settings);
        Dataset data = trainingData()) {
      TrainingLoop loop =
          new TrainingLoop(engine, plan, data, settings, microBatches, List.of(listener));
      loop.run();
      return new Outcome(states, values(engine));
    }
  }

  /** Trains from the base's values in the folder {@code run}; the final values. */
  List<Float> train(
      TrainingSettings settings, Path artifacts, Path run, boolean resume, TrainingListener heard) {
    try (TrainingEngine engine = engine(settings);
        Dataset data = trainingData()) {
      new TrainingRun(artifacts, plan, settings).run(engine, data, run, resume, List.of(heard));
      return values(engine);
    }
  }

  /** All trained elements in the order of the parameters. */
  static List<Float> values(TrainingEngine engine) {
    List<Float> values = new ArrayList<>();
    for (ParameterState parameter : engine.parameters()) {
      for (int i = 0; i < parameter.value().capacity(); i++) {
        values.add(parameter.value().get(i));
      }
    }
    return values;
  }

  /** A training's states after each update and its final values. */
  record Outcome(List<TrainingState> states, List<Float> values) {
    List<Double> losses() {
      return states.stream().map(TrainingState::loss).toList();
    }
  }
}
