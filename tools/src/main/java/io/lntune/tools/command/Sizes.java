package io.lntune.tools.command;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers for people. */
public final class Sizes {
  private static final double THOUSAND = 1000;

  private Sizes() {}

  /** A number of bytes in decimal units, for example {@code 438.0 MB}. */
  public static String bytes(long count) {
    if (count < THOUSAND) {
      return count + " bytes";
    }
    String[] units = {"kB", "MB", "GB", "TB"};
    double scaled = count / THOUSAND;
    int unit = 0;
    while (scaled >= THOUSAND && unit < units.length - 1) {
      scaled /= THOUSAND;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", scaled, units[unit]);
  }

  /** A decimal number without trailing zeros, for example {@code 1E-12}. */
  static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toString();
  }

  /** A number with separators between its thousands. */
  static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
