package io.lntune.tools.command;

import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.memory.MemoryBudget;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The option that limits the memory of training. */
public final class MemoryOption {
  static final String BUDGET = "memory-budget";

  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)\\s*([a-zA-Z]{0,3})");
  private static final Map<String, Long> UNITS =
      Map.of(
          "", 1L,
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30);

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
    return text == null ? null : new MemoryBudget(bytes(invocation, text), sizes);
  }

  private static long bytes(Invocation invocation, String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    long bytes = unit == null ? 0 : (long) (Double.parseDouble(matcher.group(1)) * unit);
    if (bytes < 1) {
      throw invocation.usage(
          "--" + BUDGET + " is '" + text + "', which is not a size such as 800MB or 2GiB");
    }
    return bytes;
  }
}
