package io.lntune.graph.match;

/**
 * Key of a captured value. Compared by identity; a capture that occurs several times in one pattern
 * stands for the same value at each place.
 */
public final class Capture {
  private final String name;

  private Capture(String name) {
    this.name = name;
  }

  /** A new key; {@code name} is for messages. */
  public static Capture named(String name) {
    return new Capture(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
