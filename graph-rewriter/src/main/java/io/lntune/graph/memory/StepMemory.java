package io.lntune.graph.memory;

import io.lntune.graph.LntuneException;
import io.lntune.graph.infer.ConcreteShapes;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.runtime.WeightsInPlace;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;

/** Predicts the memory of a step model, and brings it down to a budget. */
public final class StepMemory {
  private static final double MEGA = 1e6;

  private StepMemory() {}

  /**
   * The predicted peak of a step model whose nodes stand as {@link GradientOrder} puts them and
   * whose values have their concrete shapes; weights are repacked where {@link Repacking} pays.
   */
  public static PeakMemory predict(Graph graph) {
    long weights = 0;
    for (Value value : graph.initializers()) {
      Tensor tensor = value.initializer();
      weights += tensor == null ? 0 : tensor.byteSize();
    }
    return predict(graph, Repacking.pays(weights));
  }

  static PeakMemory predict(Graph graph, boolean prepack) {
    StepTensors tensors = new StepTensors(graph);
    long alive = LiveMemory.of(tensors, StepSequence.once(tensors)).bytes();
    return PeakMemory.of(graph, alive, prepack);
  }

  /**
   * Changes a step model so that its predicted peak keeps within {@code budget}, for the least
   * time.
   *
   * @param model nodes stand as {@link GradientOrder} puts them
   * @param seeds where the backward pass starts
   * @param sharing whether products may read weights in place
   * @throws LntuneException when the budget cannot be met, or the model does not take the sizes
   */
  public static MemoryPlan fit(
      Model model, Collection<Value> seeds, MemoryBudget budget, boolean sharing) {
    try (ConcreteShapes shapes = bind(model, budget)) {
      Graph graph = shapes.graph();
      SharedWeights shared = sharing ? SharedWeights.within(budget, graph) : SharedWeights.NONE;
      WeightsInPlace.of(shared.weights()).run(model);
      StepTensors tensors = new StepTensors(graph);
      double step = 0;
      for (int i = 0; i < tensors.nodeCount(); i++) {
        step += StepTime.of(tensors.node(i));
      }
      Attempt packed = attempt(graph, tensors, seeds, budget, true);
      Attempt unpacked = attempt(graph, tensors, seeds, budget, false);
      Attempt best = packed.betterThan(unpacked, budget) ? packed : unpacked;
      if (best.peak() > budget.bytes()) {
        throw tooSmall(model, budget, best.peak());
      }
      StepSequence sequence = best.recomputation().sequence();
      int again = sequence.length() - tensors.nodeCount();
      if (again > 0) {
        RecomputingGraph.write(graph, tensors, sequence, seeds);
      }
      double extra = best.seconds() + shared.extraSeconds();
      return new MemoryPlan(budget, best.peak(), best.prepack(), again, extra / step);
    }
  }

  private static ConcreteShapes bind(Model model, MemoryBudget budget) {
    try {
      return ConcreteShapes.bind(model, budget.sizes());
    } catch (LntuneException e) {
      throw LntuneException.unsupported(
              String.format(
                  Locale.ROOT,
                  "The memory of a step cannot be predicted: the model does not take batch %d with"
                      + " sequence %d (%s)",
                  budget.sizes().batch(),
                  budget.sizes().sequence(),
                  e.what()),
              e.where(),
              "Leave --memory-budget out, or give sizes that all inputs take.")
          .causedBy(e);
    }
  }

  /** What was reached in one way. */
  private record Attempt(Recomputation recomputation, boolean prepack, long peak, double seconds) {
    boolean betterThan(Attempt other, MemoryBudget budget) {
      boolean fits = peak <= budget.bytes();
      boolean otherFits = other.peak <= budget.bytes();
      return fits == otherFits ? (fits ? seconds <= other.seconds : peak < other.peak) : fits;
    }
  }

  private static Attempt attempt(
      Graph graph,
      StepTensors tensors,
      Collection<Value> seeds,
      MemoryBudget budget,
      boolean prepack) {
    Recomputation recomputation = new Recomputation(tensors, new HashSet<>(seeds));
    long fixed = PeakMemory.of(graph, 0, prepack).bytes();
    long limit = PeakMemory.activations(budget.bytes() - fixed);
    long reached = new RecomputationSearch(recomputation).reach(limit);
    long peak = PeakMemory.of(graph, reached, prepack).bytes();
    double seconds = recomputation.extraSeconds();
    if (!prepack) {
      seconds += StepTime.packing(WeightMemory.of(graph, true).packed());
    }
    return new Attempt(recomputation, prepack, peak, seconds);
  }

  private static LntuneException tooSmall(Model model, MemoryBudget budget, long peak) {
    return LntuneException.unsupported(
        String.format(
            Locale.ROOT,
            "A training step with batch %d and sequence %d does not fit into %.0f MB: it takes"
                + " %.0f MB at least",
            budget.sizes().batch(),
            budget.sizes().sequence(),
            budget.bytes() / MEGA,
            peak / MEGA),
        model.source() == null ? "" : model.source().toString(),
        "Allow that much, or use smaller batches, shorter sequences or --base-precision int8.");
  }
}
