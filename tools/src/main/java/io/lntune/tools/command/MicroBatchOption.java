package io.lntune.tools.command;

import io.lntune.graph.batch.BatchDivision;
import io.lntune.graph.batch.PartLimit;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.trainer.train.MicroBatches;

/** How many examples go through the model at once. */
public final class MicroBatchOption {
  private static final String MICRO_BATCH = "micro-batch";

  private MicroBatchOption() {}

  /** Declares the option. */
  public static Flags add(Flags flags) {
    return flags.value(MICRO_BATCH, "N", "examples that go through the model at once (automatic)");
  }

  /**
   * What was asked for.
   *
   * @param threads threads of one operator; 0 for one per processor
   * @throws io.lntune.graph.LntuneException when parts were asked for that cannot be made
   */
  public static MicroBatches read(Invocation invocation, BatchDivision division, int threads) {
    if (!invocation.has(MICRO_BATCH)) {
      return MicroBatches.automatic(division, threads);
    }
    if (!division.isPossible()) {
      invocation.output().note("note: batches go through the model whole: " + division.obstacle());
    }
    return MicroBatches.ofSize(division, invocation.count(MICRO_BATCH, 1, 1));
  }

  /** What was asked for, for a model that is not planned yet. */
  static PartLimit limit(Invocation invocation) {
    return invocation.has(MICRO_BATCH)
        ? new PartLimit(invocation.count(MICRO_BATCH, 1, 1), 0)
        : MicroBatches.limit(0);
  }
}
