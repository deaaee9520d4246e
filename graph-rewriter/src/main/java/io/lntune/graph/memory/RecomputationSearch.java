package io.lntune.graph.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what to drop: always the activation that frees the most bytes for the least time, as long
 * as the peak falls. In the end whatever is not needed for the limit is kept after all, the dearest
 * first. The same graph and sizes give the same choice.
 */
final class RecomputationSearch {
  /** Dropping less than this share of the peak is not worth looking at. */
  private static final double LEAST_SHARE = 1e-3;

  private final Recomputation recomputation;
  private final List<Integer> taken = new ArrayList<>();

  RecomputationSearch(Recomputation recomputation) {
    this.recomputation = recomputation;
  }

  /**
   * Drops until the tensors of a step fit.
   *
   * @param limit bytes that they may take together
   * @return the peak that was reached, the smallest possible one where it is above the limit
   */
  long reach(long limit) {
    long peak = recomputation.peak().bytes();
    List<Integer> candidates = recomputation.candidates((long) (LEAST_SHARE * peak));
    Set<Integer> open = new HashSet<>(candidates);
    while (peak > limit) {
      Integer next = best(candidates, open);
      if (next == null) {
        break;
      }
      open.remove(next);
      recomputation.drop(next);
      long lower = recomputation.peak().bytes();
      if (lower < peak) {
        peak = lower;
        taken.add(next);
      } else {
        recomputation.keep(next);
      }
    }
    return giveBack(peak, Math.max(limit, peak));
  }

  private @Nullable Integer best(List<Integer> candidates, Set<Integer> open) {
    StepSequence present = recomputation.sequence();
    Integer best = null;
    double most = 0;
    for (Integer candidate : candidates) {
      if (open.contains(candidate)) {
        double seconds = recomputation.secondsToDrop(candidate, present);
        double gain = recomputation.bytes(candidate) / seconds;
        if (gain > most) {
          most = gain;
          best = candidate;
        }
      }
    }
    return best;
  }

  private long giveBack(long reached, long limit) {
    long peak = reached;
    for (int i = taken.size() - 1; i >= 0; i--) {
      recomputation.keep(taken.get(i));
      long without = recomputation.peak().bytes();
      if (without <= limit) {
        peak = without;
      } else {
        recomputation.drop(taken.get(i));
      }
    }
    return peak;
  }
}
