package io.lntune.graph.memory;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.runtime.WeightsInPlace;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The weights that products have to share so that a step keeps within a budget; of the others each
 * product may have a copy, which is faster.
 *
 * @param weights to be read in place
 * @param extraSeconds what that costs, against a step without budget; negative when it gains
 */
record SharedWeights(Set<Value> weights, double extraSeconds) {
  /** The two nodes through which a product reads a weight in place. */
  private static final long VIEW = 2 * PeakMemory.NODE;

  /** Where nothing can be shared. */
  static final SharedWeights NONE = new SharedWeights(Set.of(), 0);

  /**
   * As few as possible, or all when that is not enough.
   *
   * @param graph its values have their concrete shapes
   */
  static SharedWeights within(MemoryBudget budget, Graph graph) {
    List<Value> candidates = WeightsInPlace.candidates(graph);
    long whole = StepMemory.predict(graph, true).bytes();
    long room = budget.bytes() - whole + candidates.stream().mapToLong(SharedWeights::copies).sum();
    Set<Value> shared = new LinkedHashSet<>();
    double seconds = 0;
    for (Value weight : candidates) {
      double packing = StepTime.packing(bytes(weight) * WeightsInPlace.products(weight).size());
      seconds -= WeightsInPlace.isStandard(weight) ? packing : 0;
      if (copies(weight) <= room) {
        room -= copies(weight);
      } else {
        shared.add(weight);
        seconds += packing;
      }
    }
    return new SharedWeights(shared, seconds);
  }

  /** What is saved when all products read the original, which may have to stay anyway. */
  private static long copies(Value weight) {
    int products = WeightsInPlace.products(weight).size();
    boolean staysAnyway = products < weight.uses().size();
    return bytes(weight) * (staysAnyway ? products : products - 1) - products * VIEW;
  }

  private static long bytes(Value weight) {
    return Objects.requireNonNull(weight.initializer()).byteSize();
  }
}
