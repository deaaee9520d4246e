package io.lntune.tools.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which name was meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * The name that begins with what was typed, or else needs the fewest changed characters, if they
   * are at most half of what was typed.
   */
  public static Optional<String> to(String typed, Collection<String> names) {
    String lower = typed.toLowerCase(Locale.ROOT);
    Comparator<String> begins = Comparator.comparing(name -> !name.startsWith(lower));
    return names.stream()
        .filter(name -> !lower.isEmpty())
        .min(begins.thenComparingInt(name -> changes(lower, name)))
        .filter(name -> name.startsWith(lower) || changes(lower, name) <= typed.length() / 2);
  }

  /** Levenshtein distance: insertions, deletions and replacements from one text to the other. */
  private static int changes(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
