package io.lntune.tools.command;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.GeneratedArtifacts;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.file.AtomicDirectory;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.memory.FrugalOrder;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.trainer.train.RunDirectory;
import io.lntune.trainer.train.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.cli.Options;

/** Trains artefacts, or a model from which it makes the artefacts first. */
public final class TrainCommand implements Command {
  private static final String OUT = "out";
  private static final String RESUME = "resume";

  /** Where the artefacts of a run go that was started from a model. */
  private static final String ARTEFACTS = "artefacts";

  @Override
  public String name() {
    return "train";
  }

  @Override
  public String summary() {
    return "train the selected tensors on data";
  }

  @Override
  public String arguments() {
    return "ARTEFACTS|MODEL --data FILE --out RUN";
  }

  @Override
  public String example() {
    return "lntune train model.onnx --loss cross-entropy --data train.jsonl --out run";
  }

  @Override
  public Options options() {
    Flags flags = new Flags().value(DataOptions.DATA, "FILE", ".jsonl, .npz or .safetensors");
    flags.value(OUT, "RUN", "folder for metrics and checkpoints");
    flags.value(TrainingSession.EVAL_DATA, "FILE", "data to evaluate on after every epoch");
    flags.flag(RESUME, "continue the run in that folder");
    EngineChoice.add(flags);
    TrainingOptions.add(flags);
    DataOptions.add(flags);
    LossOptions.addDropout(LossOptions.add(flags));
    MemoryOption.add(PrecisionOption.add(flags));
    PrefixCacheOption.add(flags);
    return SelectionOptions.add(flags).json().options();
  }

  @Override
  public void run(Invocation invocation) {
    Path source = invocation.paths("ARTEFACTS or MODEL").get(0);
    EngineChoice engine = EngineChoice.read(invocation);
    Path data = invocation.path(DataOptions.DATA);
    Path directory = invocation.path(OUT);
    boolean resume = invocation.has(RESUME);
    TrainingSettings settings =
        GeneratedArtifacts.isIn(source)
            ? TrainingOptions.read(invocation, engine, GeneratedArtifacts.open(source))
            : TrainingOptions.read(invocation);
    if (!resume) {
      requireNew(directory);
    }
    boolean existed = Files.exists(directory);
    boolean finished = false;
    try {
      Path artefacts = artefacts(invocation, source, directory, settings);
      new TrainingSession(invocation, engine, artefacts, directory, settings).train(data, resume);
      finished = true;
    } finally {
      if (!finished && !existed && Files.isDirectory(directory) && !hasCheckpoint(directory)) {
        AtomicDirectory.remove(directory);
      }
    }
  }

  private static void requireNew(Path directory) {
    if (RunDirectory.isRun(directory)) {
      throw LntuneException.usage(
          "There is a run in '" + directory + "' already",
          "Continue it with --resume, or choose another --out.");
    }
    if (Files.exists(directory) && !TargetFolder.entries(directory).isEmpty()) {
      throw LntuneException.usage(
          "'" + directory + "' exists and is not empty", "Choose another --out.");
    }
  }

  private static Path artefacts(
      Invocation invocation, Path source, Path directory, TrainingSettings settings) {
    if (!PlanSource.isModel(source)) {
      PlanSource.refuseChoices(invocation);
      return source;
    }
    Path artefacts = directory.resolve(ARTEFACTS);
    if (invocation.has(RESUME) && ArtifactSet.isArtifactSet(artefacts)) {
      return artefacts;
    }
    TrainingPlan plan = plan(invocation, source, settings);
    TargetFolder.create(directory);
    ArtifactSet.write(plan, artefacts, false);
    return artefacts;
  }

  /** Plans for the sizes of the data where they change the plan. */
  private static TrainingPlan plan(Invocation invocation, Path source, TrainingSettings settings) {
    TrainingPlan any = PlanSource.plan(invocation, source);
    boolean isLimited = MemoryOption.isGiven(invocation);
    if (!isLimited && !LargestBatch.hasOpenSequences(any)) {
      return any;
    }
    AssumedSizes largest = LargestBatch.of(invocation, any, settings);
    return isLimited || FrugalOrder.isLong(largest.sequence())
        ? PlanSource.plan(invocation, source, largest)
        : any;
  }

  private static boolean hasCheckpoint(Path directory) {
    return TargetFolder.entries(directory).stream()
        .anyMatch(entry -> entry.startsWith("checkpoint-"));
  }
}
