package io.lntune.tools.cli;

import io.lntune.graph.LntuneException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Splits the arguments of a subcommand into options and the rest. */
final class ArgumentReader {
  private ArgumentReader() {}

  static CommandLine read(Command command, Options options, List<String> arguments) {
    DefaultParser parser = DefaultParser.builder().setAllowPartialMatching(false).get();
    String help = "See 'lntune " + command.name() + " --help'.";
    CommandLine line;
    try {
      line = parser.parse(options, arguments.toArray(new String[0]));
    } catch (UnrecognizedOptionException e) {
      throw LntuneException.usage(
              "'lntune " + command.name() + "' has no option " + e.getOption(),
              suggestion(e.getOption(), options) + help)
          .causedBy(e);
    } catch (MissingArgumentException e) {
      String name = "--" + e.getOption().getLongOpt();
      throw LntuneException.usage(name + " needs a value", help).causedBy(e);
    } catch (ParseException e) {
      throw LntuneException.usage(String.valueOf(e.getMessage()), help).causedBy(e);
    }
    refuseRepeated(line, help);
    return line;
  }

  private static String suggestion(String typed, Options options) {
    String word = typed.replaceFirst("^-+", "");
    int value = word.indexOf('=');
    List<String> names = options.getOptions().stream().map(Option::getLongOpt).toList();
    return NearestName.to(value < 0 ? word : word.substring(0, value), names)
        .map(name -> "Did you mean --" + name + "? ")
        .orElse("");
  }

  /** Taking the first or the last of two different values would be a guess. */
  private static void refuseRepeated(CommandLine line, String help) {
    Set<String> seen = new HashSet<>();
    for (Option option : line.getOptions()) {
      boolean repeatable = option.getDescription().contains(Flags.REPEATABLE);
      if (option.hasArg() && !repeatable && !seen.add(option.getLongOpt())) {
        throw LntuneException.usage("--" + option.getLongOpt() + " is given twice", help);
      }
    }
  }
}
