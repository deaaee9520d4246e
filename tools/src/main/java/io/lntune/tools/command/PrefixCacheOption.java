package io.lntune.tools.command;

import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import java.util.List;
import java.util.Locale;

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
        ByteSize.of(invocation, LIMIT, invocation.text(LIMIT, DEFAULT_LIMIT)));
  }
}
