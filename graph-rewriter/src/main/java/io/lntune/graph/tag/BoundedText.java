package io.lntune.graph.tag;

import io.lntune.graph.LntuneException;

/**
 * A text that a regular expression may look at only so many times. Patterns can come from files
 * that are not trusted, and backtracking on a hostile one would never end.
 */
final class BoundedText implements CharSequence {
  private static final int LOOKS_PER_MATCH = 2_000_000;

  private final CharSequence text;
  private final int length;
  private int looks;

  BoundedText(CharSequence text, int length) {
    this.text = text;
    this.length = length;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    if (++looks > LOOKS_PER_MATCH) {
      throw LntuneException.usage(
          "The target pattern needs too long to match '" + text + "'",
          "Simplify the regular expression; nested repetitions such as (a+)+ are the usual cause.");
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
