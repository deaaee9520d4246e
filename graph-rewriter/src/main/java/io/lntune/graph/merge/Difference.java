package io.lntune.graph.merge;

/**
 * One thing in which two models differ.
 *
 * @param kind what differs
 * @param name initializer, node or property concerned
 * @param detail the difference in words
 * @param norm whether it is the value of a normalisation layer's scale or bias, or the separation
 *     of one from shared storage
 */
public record Difference(Kind kind, String name, String detail, boolean norm) {
  /** What can differ. */
  public enum Kind {
    VALUE,
    INITIALIZER_ADDED,
    INITIALIZER_REMOVED,
    NODE,
    INTERFACE,
    PROPERTY
  }
}
