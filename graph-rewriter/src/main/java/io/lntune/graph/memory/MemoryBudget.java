package io.lntune.graph.memory;

import io.lntune.graph.infer.AssumedSizes;

/**
 * The memory that a training process should get by with.
 *
 * @param bytes most bytes resident during a step
 * @param sizes the largest batch that it has to hold for
 */
public record MemoryBudget(long bytes, AssumedSizes sizes) {
  public MemoryBudget {
    if (bytes < 1) {
      throw new IllegalArgumentException("budget of " + bytes + " bytes");
    }
  }
}
