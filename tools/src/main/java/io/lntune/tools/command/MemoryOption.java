package io.lntune.tools.command;

import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.memory.MemoryBudget;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import org.jspecify.annotations.Nullable;

/** The option that limits the memory of training. */
public final class MemoryOption {
  static final String BUDGET = "memory-budget";

  private MemoryOption() {}

  /** Adds the option. */
  public static Flags add(Flags flags) {
    return flags.value(BUDGET, "SIZE", "most memory of a step, such as 800MB (any)");
  }

  static boolean isGiven(Invocation invocation) {
    return invocation.has(BUDGET);
  }

  /** The budget for batches of {@code sizes}; null when none was given. */
  public static @Nullable MemoryBudget read(Invocation invocation, AssumedSizes sizes) {
    String text = invocation.text(BUDGET);
    return text == null ? null : new MemoryBudget(ByteSize.of(invocation, BUDGET, text), sizes);
  }
}
