package io.lntune.tools;

import io.lntune.graph.LntuneException;
import java.io.PrintStream;

/** Prints what went wrong and finds the exit code. */
final class FailureText {
  private static final int INTERNAL_ERROR = 1;

  private FailureText() {}

  /**
   * Prints {@code failure} as one paragraph, with {@code verbose} followed by its stack trace.
   *
   * @return the exit code of the process
   */
  static int print(Throwable failure, boolean verbose, PrintStream err) {
    int exitCode = INTERNAL_ERROR;
    if (failure instanceof LntuneException known) {
      err.println("error: " + known.what());
      if (!known.where().isEmpty()) {
        err.println("where: " + known.where());
      }
      err.println("try: " + known.remedy());
      exitCode = known.kind().exitCode();
    } else if (failure instanceof OutOfMemoryError) {
      err.println("error: Java ran out of memory: " + failure.getMessage());
      err.println("try: Use a smaller batch, or give more memory: LNTUNE_JAVA_OPTS=-Xmx8g");
    } else {
      err.println("error: internal error: " + failure);
      err.println(
          verbose
              ? "try: Report it with the stack trace below."
              : "try: Run it again with --verbose and report the stack trace.");
    }
    if (verbose) {
      failure.printStackTrace(err);
    }
    return exitCode;
  }
}
