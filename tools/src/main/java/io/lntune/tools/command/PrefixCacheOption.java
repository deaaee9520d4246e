package io.lntune.tools.command;

import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options that say whether what the frozen prefix computes is kept.
 *
 * @param mode where
 * @param limit most bytes
 */
record PrefixCacheOption(Mode mode, long limit) {
  /** Where the values of the frozen prefix are kept. */
  enum Mode {
    /** In memory, where that saves work and all of them fit. */
    AUTO,
    MEMORY,
    DISK,
    OFF
  }

  private static final String CACHE = "prefix-cache";
  private static final String LIMIT = "prefix-cache-limit";
  private static final String DEFAULT_LIMIT = "1GB";
  private static final Pattern SIZE = Pattern.compile("([0-9]+)\\s*(B|kB|KB|MB|GB|TB)?");

  static Flags add(Flags flags) {
    return flags
        .value(
            CACHE, "WHERE", "keep what is computed below trained tensors: auto, memory, disk, off")
        .value(LIMIT, "SIZE", "most that is kept (" + DEFAULT_LIMIT + ")");
  }

  static PrefixCacheOption read(Invocation invocation) {
    String word = invocation.choice(CACHE, "auto", List.of("auto", "memory", "disk", "off"));
    return new PrefixCacheOption(
        Mode.valueOf(word.toUpperCase(Locale.ROOT)),
        bytes(invocation, invocation.text(LIMIT, DEFAULT_LIMIT)));
  }

  /** A size in decimal units, as {@code Sizes} writes it. */
  private static long bytes(Invocation invocation, String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw invocation.usage("--" + LIMIT + " is '" + text + "'; it must be a size such as 2GB");
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2).toUpperCase(Locale.ROOT);
    long factor =
        switch (unit) {
          case "KB" -> 1_000L;
          case "MB" -> 1_000_000L;
          case "GB" -> 1_000_000_000L;
          case "TB" -> 1_000_000_000_000L;
          default -> 1L;
        };
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
    } catch (ArithmeticException | NumberFormatException e) {
      throw invocation.usage("--" + LIMIT + " is too large: " + text);
    }
  }
}
