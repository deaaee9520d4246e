package io.lntune.tools.bench;

import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Measures step by step: two running processes take turns, and so do process starts. */
final class SteppedComparison {
  private final Supplier<MeasuredProgram> own;
  private final BenchSettings settings;
  private final Consumer<String> progress;

  SteppedComparison(
      Supplier<MeasuredProgram> own, BenchSettings settings, Consumer<String> progress) {
    this.own = own;
    this.settings = settings;
    this.progress = progress;
  }

  /** Measures the own program only. */
  Measurement alone() {
    progress.accept("timing " + settings.starts() + " starts");
    Samples starts = Turns.alone(settings.starts(), () -> firstStep(own));
    progress.accept("timing " + settings.steps() + " steps");
    try (MeasuredProgram program = own.get().ready()) {
      warm(program);
      Samples steps = Turns.alone(settings.steps(), () -> program.seconds(BenchServer.STEP));
      OptionalLong peak = peak(program);
      program.seconds(BenchServer.FORWARD);
      Samples forwards = Turns.alone(settings.steps(), () -> program.seconds(BenchServer.FORWARD));
      return new Measurement(steps, steps.min(), forwards, starts, peak);
    }
  }

  /** Measures both in turns. */
  BenchReport against(Supplier<MeasuredProgram> peer, OperatorTimes operators) {
    progress.accept("timing " + settings.starts() + " starts of each program");
    Turns starts = new Turns(settings.starts(), () -> firstStep(own), () -> firstStep(peer));
    progress.accept("timing " + settings.steps() + " steps of each program");
    try (MeasuredProgram one = own.get().ready();
        MeasuredProgram other = peer.get().ready()) {
      warm(one);
      warm(other);
      Turns steps = turns(one, other, BenchServer.STEP);
      OptionalLong ownPeak = peak(one);
      OptionalLong peerPeak = peak(other);
      one.seconds(BenchServer.FORWARD);
      other.seconds(BenchServer.FORWARD);
      Turns forwards = turns(one, other, BenchServer.FORWARD);
      return new BenchReport(
          new Measurement(
              steps.first(), steps.first().min(), forwards.first(), starts.first(), ownPeak),
          new Measurement(
              steps.second(), steps.second().min(), forwards.second(), starts.second(), peerPeak),
          operators);
    }
  }

  private Turns turns(MeasuredProgram one, MeasuredProgram other, String request) {
    return new Turns(settings.steps(), () -> one.seconds(request), () -> other.seconds(request));
  }

  private void warm(MeasuredProgram program) {
    for (int i = 0; i < settings.warmup() + 1; i++) {
      program.seconds(BenchServer.STEP);
    }
  }

  private static double firstStep(Supplier<MeasuredProgram> start) {
    try (MeasuredProgram program = start.get().ready()) {
      program.seconds(BenchServer.STEP);
      return program.age();
    }
  }

  /** Before any forward pass, so that it is the peak of training. */
  private static OptionalLong peak(MeasuredProgram program) {
    String answer = program.ask(BenchServer.MEMORY);
    return answer.equals(BenchServer.UNAVAILABLE)
        ? OptionalLong.empty()
        : OptionalLong.of((long) Double.parseDouble(answer));
  }
}
