package io.lntune.graph.diagnose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Result of {@link Doctor#examine}.
 *
 * @param blockers everything that has to go first; none when the model is ready
 * @param unreached selected tensors without gradient
 * @param refused near misses of normalisation layers
 * @param parameterNames names of the selected tensors
 * @param trainableCount number of their elements
 * @param account the costs; null when they cannot be found out
 * @param accountGap why there is no account; empty when there is one
 */
public record Diagnosis(
    List<Blocker> blockers,
    List<UnreachedParameter> unreached,
    List<RefusedNorm> refused,
    List<String> parameterNames,
    long trainableCount,
    @Nullable ComputeAccount account,
    String accountGap) {
  public Diagnosis {
    blockers = List.copyOf(blockers);
    unreached = List.copyOf(unreached);
    refused = List.copyOf(refused);
    parameterNames = List.copyOf(parameterNames);
  }

  /** Whether training can start. */
  public boolean isReady() {
    return blockers.isEmpty();
  }
}
