package io.lntune.tools;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Keeps the process's own command line short. ONNX Runtime reads it while it is loaded, into 4096
 * bytes, and takes the process down when there are more; a list of many folders gets there. Long
 * argument lists travel in an environment variable instead.
 */
final class LongCommandLine {
  /** The arguments with {@link #SEPARATOR} between them, for a process that is given none. */
  static final String VARIABLE = "LNTUNE_ARGUMENTS";

  /** The unit separator of ASCII, which no file name of sane origin contains. */
  static final String SEPARATOR = "\u001f";

  /** Bytes of the command line from which on the runtime is not trusted with it. */
  private static final int LONGEST = 4000;

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private LongCommandLine() {}

  /** The arguments that are meant: those given, or when there are none, those of the variable. */
  static List<String> arguments(List<String> given) {
    String handedOver = System.getenv(VARIABLE);
    return given.isEmpty() && handedOver != null ? List.of(handedOver.split(SEPARATOR, -1)) : given;
  }

  /**
   * Runs the command in a second process when this one's command line is too long.
   *
   * @return the second process's exit code; empty when this process can go on
   */
  static OptionalInt restart(List<String> arguments) {
    if (arguments.isEmpty() || System.getenv(VARIABLE) != null || length() < LONGEST) {
      return OptionalInt.empty();
    }
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add(Main.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put(VARIABLE, String.join(SEPARATOR, arguments));
    return OptionalInt.of(await(builder));
  }

  private static int await(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return process.waitFor();
    } catch (IOException e) {
      throw LntuneException.unsupported(
              "The argument list is too long for this system: " + e.getMessage(),
              "",
              "Split the call into several.")
          .causedBy(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the second process", e);
    }
  }

  /** Bytes of this process's command line; 0 where the system does not tell. */
  private static int length() {
    try {
      return Files.readAllBytes(COMMAND_LINE).length;
    } catch (IOException | SecurityException e) {
      return 0;
    }
  }
}
