package io.lntune.tools.command;

import io.lntune.graph.infer.AssumedSizes;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;

/** The options that give open axes a size where no data does. */
final class SizeOptions {
  private static final String BATCH = "batch";
  private static final String SEQUENCE = "seq";
  private static final AssumedSizes STANDARD = AssumedSizes.STANDARD;

  private SizeOptions() {}

  static Flags add(Flags flags) {
    return flags
        .value(BATCH, "B", "size taken for an open batch axis (" + STANDARD.batch() + ")")
        .value(SEQUENCE, "S", "size taken for any other open axis (" + STANDARD.sequence() + ")");
  }

  static AssumedSizes read(Invocation invocation) {
    return new AssumedSizes(
        invocation.integer(BATCH, STANDARD.batch(), 1),
        invocation.integer(SEQUENCE, STANDARD.sequence(), 1));
  }
}
