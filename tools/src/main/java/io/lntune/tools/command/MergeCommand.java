package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.GeneratedArtifacts;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.merge.Merge;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Output;
import io.lntune.trainer.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.cli.Options;

/** Writes the tuned model. */
public final class MergeCommand implements Command {
  private static final String FORCE = "force";

  @Override
  public String name() {
    return "merge";
  }

  @Override
  public String summary() {
    return "write the base with the trained values in place of its own";
  }

  @Override
  public String arguments() {
    return "RUN --out FILE";
  }

  @Override
  public String example() {
    return "lntune merge run --out tuned.onnx";
  }

  @Override
  public Options options() {
    Flags flags = new Flags().value("out", "FILE", "model to write");
    return flags.flag(FORCE, "replace that file").json().options();
  }

  @Override
  public void run(Invocation invocation) {
    Path source = invocation.paths("RUN").get(0);
    Path target = invocation.path("out");
    boolean force = invocation.has(FORCE);
    if (Files.exists(target) && !force) {
      throw LntuneException.usage(
          "'" + target + "' exists", "Choose another --out, or add --force to replace it.");
    }
    Output output = invocation.output();
    RunDirectory run = RunDirectory.open(source);
    if (GeneratedArtifacts.isIn(run.artifacts())) {
      throw LntuneException.unsupported(
          "The artefacts of this run came without a base model to merge into",
          run.artifacts().toString(),
          "Write the trained values with 'lntune checkpoint RUN --out FILE'; ONNX Runtime Training"
              + " exports a model from that and the evaluation model.");
    }
    TrainingPlan plan = run.plan();
    refuseBase(plan.base(), target);
    int changed = Merge.write(plan, run.trainedValues(output::note), target, force);

    long size = target.toFile().length();
    int parameters = plan.parameters().size();
    output.line(
        target
            + "  "
            + Sizes.bytes(size)
            + ", "
            + changed
            + " of "
            + parameters
            + " trained tensors changed");
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("model", target.toString()).put("size_bytes", size);
    root.put("changed_tensors", changed).put("trained_tensors", parameters);
    output.document(root);
  }

  /** Artefacts refer to the weights in the base; it must stay as it is. */
  private static void refuseBase(Path base, Path target) {
    try {
      if (Files.exists(target) && Files.isSameFile(base, target)) {
        throw LntuneException.usage(
            "'" + target + "' is the base of this run", "Write the tuned model to another file.");
      }
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The file cannot be examined: " + e.getMessage(),
              target.toString(),
              "Check its permissions.")
          .causedBy(e);
    }
  }
}
