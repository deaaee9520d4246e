package io.lntune.tools.command;

import io.lntune.graph.tag.TargetSelector;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;

/** The options that say which tensors are trained. */
public final class SelectionOptions {
  private static final String TARGET = "target";
  private static final String TARGET_SUFFIX = "target-suffix";
  private static final String ALSO = "also";

  private SelectionOptions() {}

  /** Adds them to those of a command. */
  public static Flags add(Flags flags) {
    return flags
        .value(TARGET, "REGEX", "train what this matches whole, instead of every norm")
        .values(TARGET_SUFFIX, "NAME", "train what has this name or ends with .NAME")
        .values(ALSO, "REGEX", "train this in addition to the selection");
  }

  /** Whether any of them was given. */
  public static boolean areGiven(Invocation invocation) {
    return invocation.has(TARGET) || invocation.has(TARGET_SUFFIX) || invocation.has(ALSO);
  }

  /** What they say. */
  public static TargetSelector read(Invocation invocation) {
    return TargetSelector.parse(
        invocation.text(TARGET), invocation.texts(TARGET_SUFFIX), invocation.texts(ALSO));
  }
}
