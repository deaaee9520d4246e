package io.lntune.tools.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.command.LossOptions;
import io.lntune.tools.command.MemoryOption;
import io.lntune.tools.command.MicroBatchOption;
import io.lntune.tools.command.PrecisionOption;
import io.lntune.tools.command.SelectionOptions;
import io.lntune.trainer.engine.GradientFidelity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Options;

/** Measures a training, alone or against another program. */
public final class BenchCommand implements Command {
  private static final String PEER = "peer";
  private static final String SERVE = "serve";

  private final String mainClass;

  /** The command of a program that {@code mainClass} starts. */
  public BenchCommand(String mainClass) {
    this.mainClass = mainClass;
  }

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String summary() {
    return "measure step time, memory and start-up, also against another program";
  }

  @Override
  public String arguments() {
    return "MODEL|ARTEFACTS";
  }

  @Override
  public String example() {
    return "lntune bench model.onnx --seq 128"
        + " --peer 'python tools/bench/pytorch_peer.py --serve'";
  }

  @Override
  public Options options() {
    Flags flags = BenchSettings.add(new Flags());
    flags.value(PEER, "COMMAND", "program to compare with");
    flags.flag(SERVE, "be the measured program: answer step, forward, memory, profile, quit");
    MicroBatchOption.add(MemoryOption.add(PrecisionOption.add(flags)));
    return SelectionOptions.add(LossOptions.add(flags)).json().options();
  }

  @Override
  public void run(Invocation invocation) {
    Path source = invocation.paths("MODEL or ARTEFACTS").get(0);
    BenchSettings settings = BenchSettings.read(invocation);
    if (invocation.has(SERVE)) {
      BenchPlan plan = BenchPlan.of(invocation, source, settings);
      new BenchServer(plan, settings, System.in, invocation.output().terminal().out()).serve();
      return;
    }
    List<String> arguments = new ArrayList<>(List.of(name()));
    arguments.addAll(invocation.arguments());
    arguments.add("--" + SERVE);
    Programs programs = new Programs(mainClass, arguments, invocation.text(PEER));
    BenchReport report = new Benchmark(programs, settings, invocation.output()::note).run();
    GradientFidelity fidelity = FidelityReport.of(invocation, source, settings);
    ReportText.lines(report).forEach(invocation.output()::line);
    ObjectNode document = ReportJson.of(report, source, settings);
    if (fidelity != null) {
      invocation.output().line(FidelityReport.line(fidelity));
      FidelityReport.put(fidelity, document);
    }
    invocation.output().document(document);
  }
}
