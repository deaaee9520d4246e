package io.lntune.tools.demo;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.file.AtomicDirectory;
import io.lntune.graph.merge.Merge;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.BatchLimits;
import io.lntune.trainer.data.BatchSampler;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.data.DatasetOptions;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.engine.Evaluator;
import io.lntune.trainer.engine.InferenceSession;
import io.lntune.trainer.engine.StepModelEngine;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.engine.UpdateRule;
import io.lntune.trainer.metric.Accuracy;
import io.lntune.trainer.metric.LabelAlignment;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.train.Evaluation;
import io.lntune.trainer.train.Features;
import io.lntune.trainer.train.RateSettings;
import io.lntune.trainer.train.RunDirectory;
import io.lntune.trainer.train.ScheduleKind;
import io.lntune.trainer.train.TrainingLength;
import io.lntune.trainer.train.TrainingListener;
import io.lntune.trainer.train.TrainingRun;
import io.lntune.trainer.train.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Tunes the shipped digit classifier to images as a changed sensor delivers them. Three trainings
 * of equal length are compared on images that no training saw; each is merged, and the accuracy
 * reported is that of the merged file in a fresh session.
 */
final class Demo {
  static final String MODEL = "model.onnx";
  private static final String TRAINING_DATA = "adapt-train.safetensors";
  private static final String HELD_OUT_DATA = "held-out.safetensors";
  private static final int EVALUATION_BATCH = 128;
  private static final LossSpec LOSS =
      new LossSpec.CrossEntropy("logits", LossSpec.IGNORE_INDEX, 0, List.of(), false);

  /** One thread, so that sums are formed in the same order on every machine. */
  private static final EngineOptions ENGINE = EngineOptions.DEFAULT.withThreads(1);

  static final TrainingSettings SETTINGS =
      new TrainingSettings(
          TrainingLength.ofSteps(400),
          new BatchLimits(32, 0, true),
          1,
          new RateSettings(0.04, ScheduleKind.COSINE, 0, 40),
          new UpdateRule(AdamWSettings.DEFAULT, 0),
          0,
          100);

  private final Path folder;
  private final Function<DemoSetting, TrainingListener> listeners;

  /** A demonstration that writes to {@code folder} and reports to a listener per training. */
  Demo(Path folder, Function<DemoSetting, TrainingListener> listeners) {
    this.folder = folder;
    this.listeners = listeners;
  }

  /** Runs one training from emitting to the merged file. */
  DemoResult run(DemoSetting setting) {
    Path base = DemoFiles.copy(MODEL, folder);
    Path training = DemoFiles.copy(TRAINING_DATA, folder);
    Path heldOut = DemoFiles.copy(HELD_OUT_DATA, folder);
    Path artifacts = folder.resolve("artifacts-" + setting.key());
    Path run = folder.resolve("run-" + setting.key());
    Path merged = folder.resolve("tuned-" + setting.key() + ".onnx");
    TrainingPlan plan =
        new TrainingPlanner(OperatorTarget.ONNX_RUNTIME).plan(base, setting.selector(), LOSS);
    ArtifactSet.write(plan, artifacts, true);
    if (Files.exists(run)) {
      AtomicDirectory.remove(run);
    }
    double before;
    double tuned;
    try (TrainingEngine engine = new StepModelEngine(plan, ENGINE, SETTINGS.rule());
        Dataset data = Features.open(training, plan, DatasetOptions.DEFAULT);
        Dataset test = Features.open(heldOut, plan, DatasetOptions.DEFAULT)) {
      before = accuracy(engine, plan, test);
      new TrainingRun(artifacts, plan, SETTINGS)
          .run(engine, data, run, false, List.of(listeners.apply(setting)));
      tuned = accuracy(engine, plan, test);
      Merge.write(plan, RunDirectory.open(run).trainedValues(note -> {}), merged, true);
      double after = accuracy(merged, plan, test);
      if (after != tuned) {
        throw LntuneException.checkFailed(
            "The merged model reaches " + after + " where training reported " + tuned,
            merged.toString(),
            "Report this with the folder attached.");
      }
      return new DemoResult(setting, plan.trainableCount(), before, after, merged);
    }
  }

  private static double accuracy(Evaluator engine, TrainingPlan plan, Dataset data) {
    Evaluation.Summary summary =
        Evaluation.run(engine, plan, data, EVALUATION_BATCH, (done, all) -> {});
    return Objects.requireNonNull(summary.metrics().get("accuracy"));
  }

  /** Accuracy of a model file by plain inference. */
  private static double accuracy(Path model, TrainingPlan plan, Dataset data) {
    Accuracy accuracy = new Accuracy(LossSpec.IGNORE_INDEX, LabelAlignment.SAME_POSITION);
    BatchSampler sampler = BatchSampler.sequential(data.size(), EVALUATION_BATCH);
    try (InferenceSession session = new InferenceSession(model)) {
      while (sampler.hasNext()) {
        Batch batch = data.batch(sampler.next());
        accuracy.update(
            Objects.requireNonNull(session.run(batch.arrays()).get(plan.predictionsOutput())),
            batch.array("labels"));
      }
    }
    return accuracy.value();
  }
}
