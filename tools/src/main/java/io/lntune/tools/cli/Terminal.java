package io.lntune.tools.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where output goes.
 *
 * @param out results
 * @param err progress, notes and failures
 * @param interactive whether a person is likely to watch, so that a progress line may be rewritten
 */
public record Terminal(PrintStream out, PrintStream err, boolean interactive) {
  /** From this version of Java on there is a console even when nobody watches. */
  private static final int ALWAYS_HAS_CONSOLE = 22;

  /** The process's own streams, in UTF-8 whatever the locale says. */
  public static Terminal system() {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    return new Terminal(out, err, isTerminal(2));
  }

  /** Streams that nobody watches. */
  public static Terminal of(PrintStream out, PrintStream err) {
    return new Terminal(out, err, false);
  }

  /**
   * Whether the process's file descriptor is a terminal. Java tells only whether all of its streams
   * are, so Linux is asked first.
   */
  private static boolean isTerminal(int descriptor) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
      return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      boolean telling = Runtime.version().feature() < ALWAYS_HAS_CONSOLE;
      return telling && Objects.nonNull(System.console());
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
