package io.lntune.tools.bench;

import io.lntune.graph.LntuneException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A started process that answers one line to each line, as {@code BenchServer} does. */
final class MeasuredProgram implements AutoCloseable {
  private static final double NANOSECONDS = 1e9;
  private static final long PATIENCE_SECONDS = 10;

  private final String title;
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter requests;
  private final long started;

  private MeasuredProgram(String title, Process process, long started) {
    this.title = title;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.started = started;
  }

  /** Starts {@code builder}'s command; what it writes to standard error is shown. */
  static MeasuredProgram start(String title, ProcessBuilder builder) {
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    long now = System.nanoTime();
    try {
      return new MeasuredProgram(title, builder.start(), now);
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The program cannot be started: " + e.getMessage(), title, "Check the command.")
          .causedBy(e);
    }
  }

  /** Seconds since the process was started. */
  double age() {
    return (System.nanoTime() - started) / NANOSECONDS;
  }

  /** The next line that is {@code ready} or a JSON object; libraries print other things before. */
  String greeting() {
    String line = read();
    while (!line.equals(BenchServer.READY) && !line.startsWith("{")) {
      line = read();
    }
    return line;
  }

  /** Waits until the program answers requests. */
  MeasuredProgram ready() {
    if (!greeting().equals(BenchServer.READY)) {
      throw failure("The program does not answer requests", null);
    }
    return this;
  }

  /** The answer to {@code request}. */
  String ask(String request) {
    try {
      requests.write(request);
      requests.newLine();
      requests.flush();
    } catch (IOException e) {
      throw failure("The program ended before '" + request + "'", e);
    }
    return read();
  }

  /** The answer to {@code request}, in seconds. */
  double seconds(String request) {
    String answer = ask(request);
    try {
      return Double.parseDouble(answer);
    } catch (NumberFormatException e) {
      throw failure("The answer to '" + request + "' is not a number: " + answer, e);
    }
  }

  private String read() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw failure("The program ended early", null);
      }
      return line.strip();
    } catch (IOException e) {
      throw failure("The program cannot be read", e);
    }
  }

  private LntuneException failure(String what, @Nullable Exception cause) {
    LntuneException failure =
        LntuneException.checkFailed(
            what, title, "Run it by itself; its messages are shown above, if it wrote any.");
    return cause == null ? failure : failure.causedBy(cause);
  }

  /** Asks the program to end, and ends it when it does not. */
  @Override
  public void close() {
    try (BufferedWriter writer = requests) {
      writer.write(BenchServer.QUIT);
      writer.newLine();
    } catch (IOException gone) {
      // It ended by itself, which is what was wanted.
      process.destroy();
    }
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
    }
  }
}
