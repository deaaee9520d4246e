package io.lntune.tools.cli;

import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Collects long options in the order in which help shows them. */
public final class Flags {
  /** Name of the option that turns the result into JSON. */
  public static final String JSON = "json";

  /** Name of the option that prints the help of a subcommand. */
  public static final String HELP = "help";

  /** Name of the option that adds stack traces to failures. */
  public static final String VERBOSE = "verbose";

  /** What the description of an option says that may be given several times. */
  static final String REPEATABLE = "(repeatable)";

  private final Options options = new Options();

  /** An option without a value. */
  public Flags flag(String name, String description) {
    options.addOption(Option.builder().longOpt(name).desc(description).get());
    return this;
  }

  /** An option with one value, shown as {@code placeholder}. */
  public Flags value(String name, String placeholder, String description) {
    options.addOption(
        Option.builder().longOpt(name).hasArg().argName(placeholder).desc(description).get());
    return this;
  }

  /** An option that may be given several times, with one value each time. */
  public Flags values(String name, String placeholder, String description) {
    return value(name, placeholder, description + " " + REPEATABLE);
  }

  /** The option that turns the result into JSON. */
  public Flags json() {
    return flag(JSON, "print one JSON document instead of text");
  }

  /** The options collected so far. */
  public Options options() {
    return options;
  }
}
