package io.lntune.tools.cli;

import io.lntune.graph.LntuneException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** The arguments of one call of a subcommand; whatever is wrong with them is a usage failure. */
public final class Invocation {
  private final Command command;
  private final List<String> arguments;
  private final CommandLine line;
  private final Output output;

  private Invocation(Command command, List<String> arguments, CommandLine line, Output output) {
    this.command = command;
    this.arguments = List.copyOf(arguments);
    this.line = line;
    this.output = output;
  }

  /** Reads {@code arguments}, those after the subcommand's name. */
  public static Invocation of(Command command, List<String> arguments, Terminal terminal) {
    CommandLine line = ArgumentReader.read(command, optionsOf(command), arguments);
    return new Invocation(
        command, arguments, line, new Output(terminal, line.hasOption(Flags.JSON)));
  }

  /** The options of a subcommand with those that all have. */
  static Options optionsOf(Command command) {
    Flags common = new Flags();
    command.options().getOptions().forEach(common.options()::addOption);
    common.flag(Flags.VERBOSE, "show stack traces of failures");
    common.flag(Flags.HELP, "show this help");
    return common.options();
  }

  public Output output() {
    return output;
  }

  /** All arguments as they were given, those after the subcommand's name. */
  public List<String> arguments() {
    return arguments;
  }

  /** Whether the option was given. */
  public boolean has(String option) {
    return line.hasOption(option);
  }

  /** The option's value; null when it was not given. */
  public @Nullable String text(String option) {
    return line.getOptionValue(option);
  }

  /** The option's value, or {@code absent}. */
  public String text(String option, String absent) {
    return Objects.requireNonNullElse(text(option), absent);
  }

  /** All values of an option that may be repeated. */
  public List<String> texts(String option) {
    String[] values = line.getOptionValues(option);
    return values == null ? List.of() : Arrays.asList(values);
  }

  /** The value of an option that must be given. */
  public String required(String option) {
    String value = text(option);
    if (value == null) {
      throw usage("--" + option + " is missing");
    }
    return value;
  }

  /** A whole number of at least {@code least}, or {@code absent}. */
  public long integer(String option, long absent, long least) {
    String value = text(option);
    if (value == null) {
      return absent;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw notANumber(option, value, "a whole number").causedBy(e);
    }
    throw usage("--" + option + " is " + value + ", it must be at least " + least);
  }

  /** A whole number of at least {@code least} that counts things in memory, or {@code absent}. */
  public int count(String option, int absent, int least) {
    long value = integer(option, absent, least);
    if (value > Integer.MAX_VALUE) {
      throw usage("--" + option + " is " + value + ", it must be at most " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  /** A finite number of at least 0, or {@code absent}. */
  public double number(String option, double absent) {
    String value = text(option);
    if (value == null) {
      return absent;
    }
    double number = number(option, value);
    if (number < 0) {
      throw usage("--" + option + " is " + value + ", it must not be negative");
    }
    return number;
  }

  /** Numbers with commas between them; empty when the option was not given. */
  public List<Double> numbers(String option) {
    List<Double> numbers = new ArrayList<>();
    String value = text(option);
    if (value != null) {
      for (String part : value.split(",", -1)) {
        numbers.add(number(option, part.strip()));
      }
    }
    return numbers;
  }

  private double number(String option, String value) {
    try {
      double number = Double.parseDouble(value);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw notANumber(option, value, "a number").causedBy(e);
    }
    throw notANumber(option, value, "a number");
  }

  private LntuneException notANumber(String option, String value, String wanted) {
    return usage("--" + option + " is '" + value + "', which is not " + wanted);
  }

  /** One of a few words, or {@code absent}. */
  public String choice(String option, String absent, List<String> words) {
    return oneOf(option, text(option, absent), words);
  }

  /** {@code value}, which is part of the option's, as one of a few words. */
  public String oneOf(String option, String value, List<String> words) {
    if (!words.contains(value)) {
      String nearest =
          NearestName.to(value, words).map(w -> "; did you mean " + w + "?").orElse("");
      throw usage(
          "--" + option + " is '" + value + "', known are " + String.join(", ", words) + nearest);
    }
    return value;
  }

  /** The value of an option that must name a file or folder. */
  public Path path(String option) {
    return toPath(required(option));
  }

  /** The file or folder that the option names; null when it was not given. */
  public @Nullable Path optionalPath(String option) {
    return has(option) ? path(option) : null;
  }

  /** The positional arguments, exactly as many as there are {@code names}. */
  public List<Path> paths(String... names) {
    List<String> given = line.getArgList();
    if (given.size() < names.length) {
      throw usage(names[given.size()] + " is missing");
    }
    if (given.size() > names.length) {
      throw usage("Too many arguments, from '" + given.get(names.length) + "' on");
    }
    return given.stream().map(this::toPath).toList();
  }

  /** One or more positional arguments. */
  public List<Path> severalPaths(String name) {
    if (line.getArgList().isEmpty()) {
      throw usage(name + " is missing");
    }
    return line.getArgList().stream().map(this::toPath).toList();
  }

  private Path toPath(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw usage("'" + text + "' is not a path: " + e.getReason()).causedBy(e);
    }
  }

  /** A failure that points to the subcommand's help. */
  public LntuneException usage(String what) {
    return LntuneException.usage(what, "See 'lntune " + command.name() + " --help'.");
  }
}
