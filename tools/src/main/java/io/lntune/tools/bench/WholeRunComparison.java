package io.lntune.tools.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.graph.LntuneException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Compares with a program that measures itself and prints one JSON object: whole runs of both
 * alternate, as many as there are timed starts.
 */
final class WholeRunComparison {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Programs programs;
  private final BenchSettings settings;
  private final Consumer<String> progress;

  WholeRunComparison(Programs programs, BenchSettings settings, Consumer<String> progress) {
    this.programs = programs;
    this.settings = settings;
    this.progress = progress;
  }

  BenchReport compare(OperatorTimes operators) {
    BenchSettings once = settings.withOneStart();
    List<Measurement> own = new ArrayList<>();
    List<Measurement> peer = new ArrayList<>();
    for (int round = 0; round < settings.starts(); round++) {
      progress.accept("whole run " + (round + 1) + " of " + settings.starts());
      own.add(new SteppedComparison(programs::own, once, note -> {}).alone());
      peer.add(peerRun());
    }
    return new BenchReport(merged(own), merged(peer), operators);
  }

  private Measurement peerRun() {
    try (MeasuredProgram program = programs.peer()) {
      JsonNode figures = JSON.readTree(program.greeting());
      double step = required(figures, "step_seconds_median");
      JsonNode peak = figures.path("peak_resident_bytes");
      return new Measurement(
          new Samples(List.of(step)),
          figures.path("step_seconds_min").asDouble(step),
          new Samples(List.of(figures.path("forward_seconds_median").asDouble(Double.NaN))),
          new Samples(List.of(figures.path("first_step_seconds").asDouble(Double.NaN))),
          peak.isNumber() ? OptionalLong.of(peak.asLong()) : OptionalLong.empty());
    } catch (JsonProcessingException e) {
      throw LntuneException.checkFailed(
              "The other program's JSON cannot be read: " + e.getOriginalMessage(),
              "",
              "It must print one object on one line.")
          .causedBy(e);
    }
  }

  private static double required(JsonNode figures, String name) {
    if (!figures.path(name).isNumber()) {
      throw LntuneException.checkFailed(
          "The other program reports no '" + name + "'",
          figures.toString(),
          "It must answer requests, or print step_seconds_median at least.");
    }
    return figures.path(name).asDouble();
  }

  private static Measurement merged(List<Measurement> runs) {
    return new Measurement(
        medians(runs.stream().map(Measurement::steps).toList()),
        runs.stream().mapToDouble(Measurement::bestStep).min().orElse(Double.NaN),
        medians(runs.stream().map(Measurement::forwards).toList()),
        medians(runs.stream().map(Measurement::starts).toList()),
        runs.get(runs.size() - 1).peakBytes());
  }

  private static Samples medians(List<Samples> runs) {
    return new Samples(runs.stream().map(Samples::median).toList());
  }
}
