package io.lntune.tools.command;

import io.lntune.graph.precision.BasePrecision;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;

/** The option that says in what products with frozen weights are computed. */
public final class PrecisionOption {
  private static final String PRECISION = "base-precision";

  private PrecisionOption() {}

  /** Adds the option to a command that plans a training. */
  public static Flags add(Flags flags) {
    return flags.value(
        PRECISION, "KIND", "frozen weights: stored (default), int8 for speed, int4 for memory");
  }

  static boolean isGiven(Invocation invocation) {
    return invocation.has(PRECISION);
  }

  /** Whether the step model is to have weights that the base does not. */
  static boolean isReduced(Invocation invocation) {
    return read(invocation) != BasePrecision.STORED;
  }

  /** The precision asked for; as stored when the option is absent or the command has none. */
  public static BasePrecision read(Invocation invocation) {
    String word = invocation.choice(PRECISION, BasePrecision.STORED.word(), BasePrecision.words());
    return BasePrecision.ofWord(word).orElseThrow();
  }
}
