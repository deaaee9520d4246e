package io.lntune.tools.bench;

import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;

/**
 * How much is measured.
 *
 * @param batch examples of one step
 * @param seq length of every sequence
 * @param threads threads of one operator; 0 lets the runtime choose
 * @param steps measured steps
 * @param warmup steps before them
 * @param starts process starts that are timed up to the first finished step
 * @param labelled share of the targets of a cross-entropy that are labels, the others are ignored
 */
record BenchSettings(
    int batch, int seq, int threads, int steps, int warmup, int starts, double labelled) {
  private static final int BATCH = 8;
  private static final int SEQ = 128;
  private static final int STEPS = 10;
  private static final int WARMUP = 2;
  private static final int STARTS = 3;
  private static final double ALL = 1;

  static Flags add(Flags flags) {
    return flags
        .value("batch", "N", "examples of one step (" + BATCH + ")")
        .value("seq", "N", "length of every sequence (" + SEQ + ")")
        .value("threads", "N", "threads of one operator (automatic)")
        .value("steps", "N", "measured steps (" + STEPS + ")")
        .value("warmup", "N", "steps before them (" + WARMUP + ")")
        .value("starts", "N", "timed process starts (" + STARTS + ")")
        .value("labelled", "X", "share of the targets that are labels (1)");
  }

  static BenchSettings read(Invocation invocation) {
    return new BenchSettings(
        invocation.count("batch", BATCH, 1),
        invocation.count("seq", SEQ, 1),
        invocation.count("threads", 0, 1),
        invocation.count("steps", STEPS, 1),
        invocation.count("warmup", WARMUP, 0),
        invocation.count("starts", STARTS, 1),
        invocation.number("labelled", ALL));
  }

  /** The same with one process start. */
  BenchSettings withOneStart() {
    return new BenchSettings(batch, seq, threads, steps, warmup, 1, labelled);
  }
}
