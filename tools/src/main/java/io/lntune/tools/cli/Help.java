package io.lntune.tools.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;

/** The texts of {@code --help}. */
public final class Help {
  private Help() {}

  /** What one subcommand takes. */
  public static List<String> of(Command command) {
    List<String> lines = new ArrayList<>();
    lines.add(sentence(command.summary()));
    lines.add("");
    lines.add(
        ("usage: lntune " + command.name() + " " + command.arguments()).strip() + " [options]");
    lines.add("");
    lines.add("options:");
    TextTable table = new TextTable();
    for (Option option : Invocation.optionsOf(command).getOptions()) {
      String value = option.hasArg() ? " " + option.getArgName() : "";
      table.row("--" + option.getLongOpt() + value, option.getDescription());
    }
    lines.addAll(table.lines("  "));
    lines.add("");
    lines.add("example:");
    lines.add("  " + command.example());
    return lines;
  }

  /** All subcommands, in the order given. */
  public static List<String> of(List<Command> commands) {
    List<String> lines = new ArrayList<>();
    lines.add("Fine-tunes an exported ONNX model by training its normalisation parameters.");
    lines.add("");
    lines.add("usage: lntune COMMAND [arguments] [options]");
    lines.add("");
    lines.add("commands:");
    TextTable table = new TextTable();
    for (Command command : commands) {
      table.row(command.name(), command.summary());
    }
    lines.addAll(table.lines("  "));
    lines.add("");
    lines.add("'lntune COMMAND --help' shows what a command takes.");
    lines.add(
        "Exit codes: 0 done, 1 internal error, 2 wrong usage, 3 bad model or data, 4 unsupported,"
            + " 5 check failed.");
    return lines;
  }

  private static String sentence(String summary) {
    return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".";
  }
}
