package io.lntune.tools.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.graph.LntuneException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Decides how the programs can be compared, and has it done. */
final class Benchmark {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Programs programs;
  private final BenchSettings settings;
  private final Consumer<String> progress;

  Benchmark(Programs programs, BenchSettings settings, Consumer<String> progress) {
    this.programs = programs;
    this.settings = settings;
    this.progress = progress;
  }

  BenchReport run() {
    progress.accept("starting each program once, so that all files have been read");
    OperatorTimes operators = profile();
    if (!programs.hasPeer()) {
      Measurement own = new SteppedComparison(programs::own, settings, progress).alone();
      return new BenchReport(own, null, operators);
    }
    boolean serves;
    try (MeasuredProgram peer = programs.peer()) {
      serves = peer.greeting().equals(BenchServer.READY);
    }
    Supplier<MeasuredProgram> other = programs::peer;
    return serves
        ? new SteppedComparison(programs::own, settings, progress).against(other, operators)
        : new WholeRunComparison(programs, settings, progress).compare(operators);
  }

  private OperatorTimes profile() {
    try (MeasuredProgram own = programs.own().ready()) {
      return OperatorTimes.of(JSON.readTree(own.ask(BenchServer.PROFILE)));
    } catch (JsonProcessingException e) {
      throw LntuneException.checkFailed(
              "The profile of the measured process is unreadable", "", "Run it again.")
          .causedBy(e);
    }
  }
}
