package io.lntune.tools;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.ToolVersion;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Help;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.NearestName;
import io.lntune.tools.cli.Terminal;
import java.util.List;
import java.util.OptionalInt;

/** Entry point of the {@code lntune} command. */
public final class Main {
  private Main() {}

  /** Runs one subcommand and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(start(List.of(arguments), Terminal.system()));
  }

  private static int start(List<String> arguments, Terminal terminal) {
    try {
      OptionalInt exitCode = LongCommandLine.restart(arguments);
      if (exitCode.isPresent()) {
        return exitCode.getAsInt();
      }
    } catch (LntuneException e) {
      return FailureText.print(e, isVerbose(arguments), terminal.err());
    }
    return run(LongCommandLine.arguments(arguments), terminal);
  }

  /** Runs one subcommand in this process and returns the exit code. */
  public static int run(List<String> arguments, Terminal terminal) {
    try {
      dispatch(arguments, terminal);
      return 0;
    } catch (RuntimeException | Error e) {
      return FailureText.print(e, isVerbose(arguments), terminal.err());
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  private static boolean isVerbose(List<String> arguments) {
    return arguments.contains("--" + Flags.VERBOSE);
  }

  private static void dispatch(List<String> arguments, Terminal terminal) {
    String first = arguments.isEmpty() ? "help" : arguments.get(0);
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    switch (first) {
      case "help", "--help", "-h" -> help(rest, terminal);
      case "version", "--version" -> terminal.out().println("lntune " + ToolVersion.text());
      default -> run(find(first), rest, terminal);
    }
  }

  private static void run(Command command, List<String> arguments, Terminal terminal) {
    if (arguments.contains("--" + Flags.HELP)) {
      Help.of(command).forEach(terminal.out()::println);
      return;
    }
    command.run(Invocation.of(command, arguments, terminal));
  }

  private static void help(List<String> arguments, Terminal terminal) {
    List<String> lines =
        arguments.isEmpty() ? Help.of(Commands.all()) : Help.of(find(arguments.get(0)));
    lines.forEach(terminal.out()::println);
  }

  private static Command find(String name) {
    for (Command command : Commands.all()) {
      if (command.name().equals(name)) {
        return command;
      }
    }
    List<String> names = Commands.all().stream().map(Command::name).toList();
    String guess =
        NearestName.to(name, names).map(near -> "Did you mean '" + near + "'? ").orElse("");
    throw LntuneException.usage(
        "There is no command '" + name + "'", guess + "'lntune --help' lists the commands.");
  }
}
