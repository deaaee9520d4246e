package io.lntune.tools.bench;

import io.lntune.graph.LntuneException;
import io.lntune.trainer.engine.EngineOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * The measured process. It prints {@code ready} and then answers each line of its input with one
 * line: {@code step} (or nothing) and {@code forward} with the seconds that one took, {@code
 * memory} with the peak resident bytes, {@code profile} with a JSON object of time per operator,
 * until {@code quit}.
 */
final class BenchServer {
  static final String READY = "ready";
  static final String STEP = "step";
  static final String FORWARD = "forward";
  static final String MEMORY = "memory";
  static final String PROFILE = "profile";
  static final String QUIT = "quit";
  static final String UNAVAILABLE = "unavailable";

  private final BenchPlan plan;
  private final BenchSettings settings;
  private final BufferedReader requests;
  private final PrintStream answers;

  BenchServer(BenchPlan plan, BenchSettings settings, InputStream requests, PrintStream answers) {
    this.plan = plan;
    this.settings = settings;
    this.requests = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8));
    this.answers = answers;
  }

  void serve() {
    EngineOptions options = EngineOptions.DEFAULT.withThreads(settings.threads());
    try (MeasuredEngine engine = new MeasuredEngine(plan, options)) {
      answer(READY);
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        String request = line.strip();
        if (request.equals(QUIT)) {
          return;
        }
        answer(answer(request, engine, options));
      }
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The requests cannot be read: " + e.getMessage(), "", "Start it again.")
          .causedBy(e);
    }
  }

  private void answer(String line) {
    answers.println(line);
    answers.flush();
  }

  private String answer(String request, MeasuredEngine engine, EngineOptions options) {
    return switch (request) {
      case "", STEP -> Double.toString(engine.step());
      case FORWARD -> Double.toString(engine.forward());
      case MEMORY -> {
        OptionalLong bytes = PeakMemory.bytes();
        yield bytes.isPresent() ? Long.toString(bytes.getAsLong()) : UNAVAILABLE;
      }
      case PROFILE -> new ProfiledRun(plan, options, settings).operators().toJson().toString();
      default ->
          throw LntuneException.usage(
              "Unknown request '" + request + "'",
              "Known are step, forward, memory, profile and quit.");
    };
  }
}
