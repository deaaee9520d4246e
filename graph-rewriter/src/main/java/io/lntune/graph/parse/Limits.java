package io.lntune.graph.parse;

import io.lntune.graph.LntuneException;

/**
 * What a file may demand before it is refused. Nothing in a model is trusted; the defaults let
 * every model through that a person would train and stop files that are built to exhaust the
 * machine.
 *
 * @param maxDepth levels of messages inside messages; a subgraph takes three
 * @param maxNodes nodes of all graphs and functions together
 * @param maxInitializers initializers of all graphs together
 * @param maxSkeletonBytes bytes of the file without large tensor contents; they are held in memory
 * @param maxTensorElements elements of one tensor
 */
public record Limits(
    int maxDepth,
    long maxNodes,
    long maxInitializers,
    long maxSkeletonBytes,
    long maxTensorElements) {
  /** The limits that hold when none are given. */
  public static final Limits DEFAULT = new Limits(64, 1_000_000, 1_000_000, 512L << 20, 1L << 40);

  public Limits {
    if (maxDepth < 1
        || maxDepth > 1000
        || maxNodes < 0
        || maxInitializers < 0
        || maxSkeletonBytes < 0
        || maxSkeletonBytes > Integer.MAX_VALUE - 64
        || maxTensorElements < 0) {
      throw LntuneException.usage(
          "Limits out of range: depth " + maxDepth + ", skeleton bytes " + maxSkeletonBytes,
          "Use a depth of 1 to 1000, at most 2 GiB of skeleton bytes, and no negative limit.");
    }
  }

  public Limits withMaxDepth(int value) {
    return new Limits(value, maxNodes, maxInitializers, maxSkeletonBytes, maxTensorElements);
  }

  public Limits withMaxNodes(long value) {
    return new Limits(maxDepth, value, maxInitializers, maxSkeletonBytes, maxTensorElements);
  }

  public Limits withMaxInitializers(long value) {
    return new Limits(maxDepth, maxNodes, value, maxSkeletonBytes, maxTensorElements);
  }

  public Limits withMaxSkeletonBytes(long value) {
    return new Limits(maxDepth, maxNodes, maxInitializers, value, maxTensorElements);
  }

  public Limits withMaxTensorElements(long value) {
    return new Limits(maxDepth, maxNodes, maxInitializers, maxSkeletonBytes, value);
  }

  /** The error for a file that goes beyond the limit called {@code name}. */
  static LntuneException exceeded(String name, long limit, String where) {
    return LntuneException.badInput(
        "The model is beyond the limit " + name + " = " + limit,
        where,
        "If the file is trusted, read it with higher limits (Limits." + name + ").");
  }
}
