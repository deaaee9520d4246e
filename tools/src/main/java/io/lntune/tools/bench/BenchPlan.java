package io.lntune.tools.bench;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.graph.ir.Model;
import io.lntune.graph.memory.MemoryBudget;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.precision.BasePrecision;
import io.lntune.graph.tag.TargetSelector;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.command.LossOptions;
import io.lntune.tools.command.MemoryOption;
import io.lntune.tools.command.MicroBatchOption;
import io.lntune.tools.command.PrecisionOption;
import io.lntune.tools.command.SelectionOptions;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.train.MicroBatches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a measured step runs.
 *
 * @param training the plan
 * @param batch one array per input
 * @param microBatches how the batch is run in parts
 */
record BenchPlan(TrainingPlan training, Batch batch, MicroBatches microBatches) {

  /** Plans the training of a model, or opens artefacts, and makes up a batch for it. */
  static BenchPlan of(Invocation invocation, Path source, BenchSettings settings) {
    return of(invocation, source, settings, PrecisionOption.read(invocation));
  }

  /** The same with a precision of its own. */
  static BenchPlan of(
      Invocation invocation, Path source, BenchSettings settings, BasePrecision precision) {
    if (Files.isDirectory(source)) {
      RuntimeThread.start();
      TrainingPlan opened = ArtifactSet.open(source);
      Model base = ModelReader.read(opened.base());
      return with(invocation, opened, EmbeddingRows.of(base.graph()), settings);
    }
    Model model = ModelReader.read(source);
    LossSpec loss =
        LossOptions.areGiven(invocation)
            ? LossOptions.read(invocation)
            : LikelyLoss.of(model.graph());
    Map<String, Long> rows = EmbeddingRows.of(model.graph());
    TrainingPlanner planner =
        new TrainingPlanner(OperatorTarget.ONNX_RUNTIME)
            .withBasePrecision(precision)
            .withSequence(settings.seq());
    TargetSelector selector = SelectionOptions.read(invocation);
    BenchPlan free = with(invocation, planner.plan(source, model, selector, loss), rows, settings);
    MemoryBudget budget = MemoryOption.read(invocation, free.sizes(settings));
    return budget == null
        ? free
        : with(
            invocation,
            planner.withMemoryBudget(budget).plan(source, selector, loss),
            rows,
            settings);
  }

  /** What goes through the model at once. */
  private AssumedSizes sizes(BenchSettings settings) {
    int examples = microBatches.of(batch).stream().mapToInt(Batch::examples).max().orElse(1);
    return new AssumedSizes(examples, settings.seq());
  }

  private static BenchPlan with(
      Invocation invocation, TrainingPlan plan, Map<String, Long> rows, BenchSettings settings) {
    List<NamedArray> arrays = new SyntheticBatch(plan, rows, settings).arrays();
    return new BenchPlan(
        plan,
        new Batch(settings.batch(), arrays),
        MicroBatchOption.read(invocation, plan.division(), settings.threads()));
  }
}
