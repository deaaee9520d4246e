package io.lntune.tools;

import io.lntune.tools.bench.BenchCommand;
import io.lntune.tools.cli.Command;
import io.lntune.tools.command.CheckpointCommand;
import io.lntune.tools.command.DiffCommand;
import io.lntune.tools.command.DoctorCommand;
import io.lntune.tools.command.EmitCommand;
import io.lntune.tools.command.EvalCommand;
import io.lntune.tools.command.InspectCommand;
import io.lntune.tools.command.MergeCommand;
import io.lntune.tools.command.ParityCommand;
import io.lntune.tools.command.TagCommand;
import io.lntune.tools.command.TrainCommand;
import io.lntune.tools.demo.DemoCommand;
import java.util.List;

/** The subcommands in the order in which a tuning goes. */
final class Commands {
  private Commands() {}

  static List<Command> all() {
    return List.of(
        new InspectCommand(),
        new TagCommand(),
        new DoctorCommand(),
        new EmitCommand(),
        new TrainCommand(),
        new EvalCommand(),
        new CheckpointCommand(),
        new MergeCommand(),
        new DiffCommand(),
        new ParityCommand(),
        new BenchCommand(Main.class.getName()),
        new DemoCommand());
  }
}
