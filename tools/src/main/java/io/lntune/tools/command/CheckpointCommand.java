package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.GeneratedArtifacts;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Output;
import io.lntune.trainer.checkpoint.CheckpointFiles;
import io.lntune.trainer.checkpoint.RunCheckpoint;
import io.lntune.trainer.checkpoint.RuntimeCheckpoint;
import io.lntune.trainer.train.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.cli.Options;

/** Converts checkpoints between runs and ONNX Runtime Training. */
public final class CheckpointCommand implements Command {
  private static final String OUT = "out";
  private static final String FORCE = "force";
  private static final String ARTEFACTS = "artefacts";

  @Override
  public String name() {
    return "checkpoint";
  }

  @Override
  public String summary() {
    return "convert a checkpoint to or from that of ONNX Runtime Training";
  }

  @Override
  public String arguments() {
    return "RUN|FILE --out FILE|RUN";
  }

  @Override
  public String example() {
    return "lntune checkpoint run --out checkpoint";
  }

  @Override
  public Options options() {
    Flags flags = new Flags().value(OUT, "PATH", "file to write; for a file, folder of a new run");
    flags.value(ARTEFACTS, "DIR", "artefacts that a checkpoint file belongs to");
    return flags.flag(FORCE, "replace the file").json().options();
  }

  @Override
  public void run(Invocation invocation) {
    Path source = invocation.paths("RUN or FILE").get(0);
    Path target = invocation.path(OUT);
    Output output = invocation.output();
    RunCheckpoint checkpoint =
        Files.isDirectory(source)
            ? toFile(invocation, source, target)
            : toRun(invocation, source, target);
    long step = checkpoint.position().step();
    int tensors = checkpoint.trainable().size();
    output.line(target + "  step " + step + ", " + tensors + " trained tensors");
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("checkpoint", target.toString()).put("step", step).put("trained_tensors", tensors);
    output.document(root);
  }

  private static RunCheckpoint toFile(Invocation invocation, Path source, Path target) {
    if (invocation.has(ARTEFACTS)) {
      throw invocation.usage("--" + ARTEFACTS + " has a meaning with a checkpoint file only");
    }
    boolean force = invocation.has(FORCE);
    if (Files.exists(target) && !force) {
      throw LntuneException.usage(
          "'" + target + "' exists", "Choose another --out, or add --force to replace it.");
    }
    RunCheckpoint checkpoint =
        Files.exists(source.resolve(CheckpointFiles.STATE))
            ? CheckpointFiles.read(source)
            : RunDirectory.open(source).newest(invocation.output()::note);
    TrainingCheckpoint written = RuntimeCheckpoint.of(checkpoint);
    Path run = RunDirectory.isRun(source) ? source : source.toAbsolutePath().getParent();
    if (run != null && RunDirectory.isRun(run)) {
      written = complete(written, RunDirectory.open(run).artifacts());
    }
    written.write(target, force);
    return checkpoint;
  }

  /** Generated models want their frozen parameters from the checkpoint too. */
  private static TrainingCheckpoint complete(TrainingCheckpoint trained, Path artefacts) {
    return GeneratedArtifacts.isIn(artefacts)
        ? trained.withFrozen(GeneratedArtifacts.open(artefacts).checkpoint().frozen())
        : trained;
  }

  private static RunCheckpoint toRun(Invocation invocation, Path source, Path target) {
    if (invocation.has(FORCE)) {
      throw invocation.usage("--" + FORCE + " replaces a file, not a run");
    }
    if (Files.exists(target)) {
      throw LntuneException.usage("'" + target + "' exists", "Choose another --out.");
    }
    Path artefacts = invocation.path(ARTEFACTS);
    TrainingCheckpoint read = TrainingCheckpoint.read(source);
    RunCheckpoint checkpoint = RuntimeCheckpoint.toRun(read, ForeignPosition.of(read, artefacts));
    RunDirectory.of(checkpoint, artefacts, target);
    return checkpoint;
  }
}
