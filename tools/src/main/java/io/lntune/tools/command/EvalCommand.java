package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Output;
import io.lntune.tools.cli.Progress;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.engine.StepModel;
import io.lntune.trainer.engine.TrainableParameter;
import io.lntune.trainer.train.Evaluation;
import io.lntune.trainer.train.RunDirectory;
import io.lntune.trainer.train.TrainingSettings;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** Measures a base or what a run made of it. */
public final class EvalCommand implements Command {
  private static final String CHECKPOINT = "checkpoint";
  private static final String BASE = "base";

  @Override
  public String name() {
    return "eval";
  }

  @Override
  public String summary() {
    return "measure loss and accuracy of a base or a tuned model";
  }

  @Override
  public String arguments() {
    return "RUN|ARTEFACTS|MODEL --data FILE";
  }

  @Override
  public String example() {
    return "lntune eval run --data test.jsonl";
  }

  @Override
  public Options options() {
    Flags flags = new Flags().value(DataOptions.DATA, "FILE", ".jsonl, .npz or .safetensors");
    flags.value(CHECKPOINT, "RUN", "with artefacts: take the values that this run trained");
    flags.flag(BASE, "with a run: measure its base instead");
    flags.value(DataOptions.BATCH_SIZE, "N", "examples of one run (32)");
    DataOptions.add(flags);
    LossOptions.add(flags);
    return SelectionOptions.add(flags).json().options();
  }

  @Override
  public void run(Invocation invocation) {
    Path source = invocation.paths("RUN, ARTEFACTS or MODEL").get(0);
    Path data = invocation.path(DataOptions.DATA);
    int batchSize =
        invocation.count(DataOptions.BATCH_SIZE, TrainingSettings.DEFAULT.limits().batchSize(), 1);
    RunDirectory run = run(invocation, source);
    TrainingPlan plan = plan(invocation, source);
    Output output = invocation.output();
    try (Dataset examples = DataOptions.open(invocation, data, plan);
        StepModel engine = new StepModel(plan, DataOptions.engine(invocation));
        Progress progress = Progress.on(output.terminal())) {
      if (run != null) {
        load(engine, run.trainedValues(output::note));
      }
      Evaluation.Summary summary =
          Evaluation.run(
              engine,
              plan,
              examples,
              batchSize,
              MicroBatchOption.read(
                  invocation, plan.division(), DataOptions.engine(invocation).threads()),
              (done, all) -> progress.update(done + " of " + all + " examples"));
      progress.endLine();
      report(output, summary, run != null, PlanSource.isModel(source));
    }
  }

  private static TrainingPlan plan(Invocation invocation, Path source) {
    if (RunDirectory.isRun(source)) {
      return RunDirectory.open(source).plan();
    }
    return PlanSource.isModel(source)
        ? PlanSource.plan(invocation, source)
        : PlanSource.open(invocation, source);
  }

  /** The run whose values are measured; null for the base. */
  private static @Nullable RunDirectory run(Invocation invocation, Path source) {
    Path checkpoint = invocation.optionalPath(CHECKPOINT);
    if (RunDirectory.isRun(source)) {
      PlanSource.refuseChoices(invocation);
      if (checkpoint != null) {
        throw invocation.usage("--" + CHECKPOINT + " goes with artefacts, not with a run");
      }
      return invocation.has(BASE) ? null : RunDirectory.open(source);
    }
    return checkpoint == null ? null : RunDirectory.open(checkpoint);
  }

  private static void load(StepModel engine, Map<String, float[]> values) {
    for (TrainableParameter parameter : engine.parameters()) {
      float[] trained = values.get(parameter.planned().name());
      if (trained == null || trained.length != parameter.value().capacity()) {
        throw LntuneException.badInput(
            "The run did not train this parameter, or in another shape",
            "parameter '" + parameter.planned().name() + "'",
            "Evaluate a run with the artefacts that it was trained from.");
      }
      parameter.value().put(0, trained);
    }
  }

  private static void report(
      Output output, Evaluation.Summary summary, boolean tuned, boolean model) {
    String subject = tuned ? "tuned" : model ? "model" : "base";
    output.line(subject + ": " + SummaryText.line(summary));
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("subject", subject);
    SummaryText.put(root, summary);
    output.document(root);
  }
}
