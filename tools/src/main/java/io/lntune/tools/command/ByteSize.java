package io.lntune.tools.command;

import io.lntune.tools.cli.Invocation;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as people write it: {@code 800MB}, {@code 1.5 GiB}, {@code 4096}. */
final class ByteSize {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)\\s*([a-zA-Z]{0,3})");
  private static final Map<String, Long> UNITS =
      Map.of(
          "", 1L,
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "tb", 1_000_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30);

  private ByteSize() {}

  /**
   * The size that {@code text} means.
   *
   * @param option the option that it was given for
   * @throws io.lntune.graph.LntuneException when it means none
   */
  static long of(Invocation invocation, String option, String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    long bytes = unit == null ? 0 : (long) (Double.parseDouble(matcher.group(1)) * unit);
    if (bytes < 1) {
      throw invocation.usage(
          "--" + option + " is '" + text + "', which is not a size such as 800MB or 2GiB");
    }
    return bytes;
  }
}
