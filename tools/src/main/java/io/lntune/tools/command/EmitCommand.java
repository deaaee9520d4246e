package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.ArtifactOptions;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.precision.BasePrecision;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Output;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.cli.Options;

/** Writes the models that train a base, without training it. */
public final class EmitCommand implements Command {
  @Override
  public String name() {
    return "emit";
  }

  @Override
  public String summary() {
    return "write the models that train, with optimizer, checkpoint and manifest";
  }

  @Override
  public String arguments() {
    return "MODEL --loss KIND --out DIR";
  }

  @Override
  public String example() {
    return "lntune emit model.onnx --loss cross-entropy --out artefacts";
  }

  @Override
  public Options options() {
    Flags flags = new Flags().value("out", "DIR", "folder to create");
    flags.flag("force", "replace the artefacts in that folder");
    EmissionOptions.add(OperatorOption.add(flags));
    SizeOptions.add(MemoryOption.add(PrecisionOption.add(flags)));
    return SelectionOptions.add(LossOptions.addDropout(LossOptions.add(flags))).json().options();
  }

  @Override
  public void run(Invocation invocation) {
    Path base = invocation.paths("MODEL").get(0);
    Path directory = invocation.path("out");
    boolean force = invocation.has("force");
    LossSpec loss = LossOptions.read(invocation);
    ArtifactOptions options = EmissionOptions.read(invocation);
    AssumedSizes sizes = SizeOptions.read(invocation);
    BasePrecision precision = PrecisionOption.read(invocation);
    TrainingPlanner planner =
        OperatorOption.planner(invocation)
            .withBasePrecision(precision)
            .withMemoryBudget(MemoryOption.read(invocation, sizes))
            .withSequence(sizes.sequence());
    TargetFolder.require(directory, force, ArtifactSet::isArtifactSet);

    TrainingPlan plan =
        planner.plan(
            base, SelectionOptions.read(invocation), loss, LossOptions.dropout(invocation));
    ArtifactSet.write(plan, directory, force, options);

    Output output = invocation.output();
    output.line(TrainableLine.of(plan.trainableCount(), plan.baseParameterCount()));
    PrecisionLine.of(precision, plan).ifPresent(output::line);
    MemoryLine.of(plan.memory()).ifPresent(output::line);
    PrefixLine.of(plan.prefix()).ifPresent(output::line);
    List<String> files = files(directory);
    for (String file : files) {
      output.line(directory.resolve(file) + "  " + Sizes.bytes(size(directory, file)));
    }
    output.document(json(plan, directory, files));
  }

  /** The names of what was written. */
  private static List<String> files(Path directory) {
    String[] names = directory.toFile().list();
    return names == null ? List.of() : Arrays.stream(names).sorted().toList();
  }

  private static long size(Path directory, String file) {
    return directory.resolve(file).toFile().length();
  }

  private static ObjectNode json(TrainingPlan plan, Path directory, List<String> files) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("directory", directory.toString());
    root.put("base", plan.base().toString());
    root.put("loss", plan.loss().kind());
    root.put("trainable_params", plan.trainableCount());
    root.put("all_params", plan.baseParameterCount());
    PrecisionLine.put(plan, root);
    MemoryLine.put(plan.memory(), root);
    PrefixLine.put(plan.prefix(), root);
    ObjectNode sizes = root.putObject("size_bytes");
    files.forEach(file -> sizes.put(file, size(directory, file)));
    return root;
  }
}
