package io.lntune.tools.cli;

import org.apache.commons.cli.Options;

/** A subcommand of {@code lntune}. */
public interface Command {
  /** The word that selects it. */
  String name();

  /** What it does, in a line that starts with a verb and ends without a full stop. */
  String summary();

  /** Its positional arguments as shown in the usage line, for example {@code MODEL}. */
  String arguments();

  /** A complete call that works. */
  String example();

  /** Its own options; {@code --help} and {@code --verbose} are added for all. */
  Options options();

  /**
   * Does the work.
   *
   * @throws io.lntune.graph.LntuneException when it cannot, with the exit code in its kind
   */
  void run(Invocation invocation);
}
