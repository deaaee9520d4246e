package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Output;
import io.lntune.tools.cli.Progress;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.engine.Evaluator;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.train.MicroBatches;
import io.lntune.trainer.train.RunDirectory;
import io.lntune.trainer.train.TrainingListener;
import io.lntune.trainer.train.TrainingRun;
import io.lntune.trainer.train.TrainingSettings;
import io.lntune.trainer.train.TrainingState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One run of the trainer with what is shown of it. */
final class TrainingSession {
  static final String EVAL_DATA = "eval-data";

  private final Invocation invocation;
  private final EngineChoice engine;
  private final Path artefacts;
  private final Path directory;
  private final TrainingSettings settings;
  private final TrainingPlan plan;
  private final MicroBatches microBatches;
  private final Output output;

  TrainingSession(
      Invocation invocation,
      EngineChoice engine,
      Path artefacts,
      Path directory,
      TrainingSettings settings) {
    this.engine = engine;
    this.invocation = invocation;
    this.artefacts = artefacts;
    this.directory = directory;
    this.settings = settings;
    RuntimeThread.start();
    this.plan = ArtifactSet.open(artefacts);
    int threads = DataOptions.engine(invocation).threads();
    this.microBatches = MicroBatchOption.read(invocation, plan.division(), threads);
    this.output = invocation.output();
  }

  void train(Path data, boolean resume) {
    output.line(TrainableLine.of(plan.trainableCount(), plan.baseParameterCount()));
    PrecisionLine.of(PrecisionOption.read(invocation), plan).ifPresent(output::line);
    MemoryLine.of(plan.memory()).ifPresent(output::line);
    Path evaluationData = invocation.optionalPath(EVAL_DATA);
    try (Dataset examples = DataOptions.open(invocation, data, plan)) {
      PrefixCaching caching =
          PrefixCaching.open(
              PrefixCacheOption.read(invocation),
              engine,
              plan,
              examples,
              DataOptions.engine(invocation),
              settings,
              () -> identity(data),
              directory,
              output);
      if (caching == null) {
        train(examples, null, evaluationData, resume);
        return;
      }
      boolean kept = false;
      try {
        train(caching.data(), caching, evaluationData, resume);
      } catch (RuntimeException e) {
        // A resumed run will want it.
        kept = RunDirectory.hasCheckpoint(directory);
        throw e;
      } finally {
        if (kept) {
          caching.close();
        } else {
          caching.discard();
        }
      }
    }
  }

  private String identity(Path data) {
    CRC32C prefix = new CRC32C();
    prefix.update(plan.prefix().prefix().toArray());
    return "format 1\nbase "
        + ArtifactSet.baseDigest(artefacts)
        + "\nprefix "
        + Long.toHexString(prefix.getValue())
        + "\n"
        + DataOptions.identity(invocation, data, plan)
        + "\n";
  }

  private void train(
      Dataset examples,
      @Nullable PrefixCaching caching,
      @Nullable Path evaluationData,
      boolean resume) {
    try (Dataset held = evaluationData == null ? null : open(evaluationData);
        TrainingEngine trainer = trainer(caching);
        Progress line = Progress.on(output.terminal())) {
      TrainingProgress progress =
          new TrainingProgress(line, caching == null ? () -> "" : caching::state);
      EpochEvaluation evaluation = held == null ? null : evaluation(trainer, held, line);
      List<TrainingListener> listeners = new ArrayList<>(List.of(progress));
      if (caching != null) {
        caching.showOn(line);
        listeners.add(caching);
      }
      if (evaluation != null) {
        listeners.add(evaluation);
      }
      new TrainingRun(artefacts, plan, settings, microBatches)
          .run(trainer, examples, directory, resume, listeners);
      report(progress.last(), evaluation, caching);
    }
  }

  private TrainingEngine trainer(@Nullable PrefixCaching caching) {
    EngineOptions options = DataOptions.engine(invocation);
    return caching == null
        ? engine.open(artefacts, plan, options, settings.rule())
        : caching.engine(plan, options, settings.rule());
  }

  private Dataset open(Path file) {
    return DataOptions.openQuietly(invocation, file, plan);
  }

  private EpochEvaluation evaluation(Evaluator engine, Dataset held, Progress line) {
    return new EpochEvaluation(
        engine, plan, held, settings.limits().batchSize(), microBatches, output, line);
  }

  private void report(
      @Nullable TrainingState end,
      @Nullable EpochEvaluation evaluation,
      @Nullable PrefixCaching caching) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("run", directory.toString());
    root.put("trainable_params", plan.trainableCount());
    root.put("all_params", plan.baseParameterCount());
    PrecisionLine.put(plan, root);
    MemoryLine.put(plan.memory(), root);
    if (end == null) {
      output.line("The run was complete already: " + directory);
    } else {
      output.line("trained " + end.step() + " steps, the checkpoint is in " + directory);
      root.put("steps", end.step());
      SummaryText.put(root, "loss", end.loss());
      root.put("examples", end.examples());
      root.put("seconds", end.seconds());
    }
    if (evaluation != null && evaluation.last() != null) {
      SummaryText.put(root.putObject("evaluation"), evaluation.last());
    }
    if (caching != null) {
      caching.put(root);
    }
    output.document(root);
  }
}
