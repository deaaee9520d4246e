package io.lntune.graph.prefix;

import io.lntune.graph.batch.Dependence;
import io.lntune.graph.batch.ExampleAxes;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Reachability;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Where a step graph is cut into a prefix that runs once per example and a suffix that trains. Any
 * set of values can be kept that together with the inputs gives the suffix what it needs; the one
 * chosen has the least bytes per example, cheap nodes being computed again rather than kept.
 *
 * @param values what is kept of each example; empty when nothing is worth it
 * @param perExample inputs whose first axis counts examples
 * @param share part of the forward's matrix products that the prefix holds, 0 to 1
 * @param bytes estimate of what an example takes, sequences being of usual length
 * @param obstacle why nothing is kept; empty when something is
 */
public record PrefixCut(
    List<CachedValue> values, List<Value> perExample, double share, long bytes, String obstacle) {
  /** A prefix with less of the forward's products is not worth a cache. */
  private static final double LEAST_SHARE = 0.1;

  public PrefixCut {
    values = List.copyOf(values);
    perExample = List.copyOf(perExample);
  }

  private static PrefixCut none(double share, String obstacle) {
    return new PrefixCut(List.of(), List.of(), share, 0, obstacle);
  }

  /** Whether anything is kept. */
  public boolean isPresent() {
    return !values.isEmpty();
  }

  /**
   * Finds the cut of a sorted graph, in which sizes are read off the inputs where they can be, so
   * that no value is kept for the sake of its shape.
   *
   * @param trainable inputs whose values change from step to step
   * @param forward the outputs that do not depend on gradients
   */
  public static PrefixCut of(Graph graph, Collection<Value> trainable, Collection<Value> forward) {
    List<Value> inputs = new ArrayList<>();
    for (Value input : graph.inputs()) {
      if (input.initializer() == null && !trainable.contains(input)) {
        inputs.add(input);
      }
    }
    FrozenNodes frozen = new FrozenNodes(graph, trainable);
    ExampleAxes axes = ExampleAxes.of(inputs, frozen.list());
    WorkEstimate work = new WorkEstimate(axes);
    double all = flops(Reachability.ancestors(forward), work);
    double below = flops(frozen.list(), work);
    if (all == 0 || below / all < LEAST_SHARE) {
      Node random = frozen.random();
      return none(
          all == 0 ? 0 : below / all,
          random == null
              ? "little is computed below the first trained tensor"
              : random.describe() + " draws random numbers at every step");
    }
    if (!axes.isBatchKnown()) {
      return none(below / all, "the model takes a fixed number of examples at once");
    }
    KeptValues network = new KeptValues(graph, frozen.list(), axes, work);
    List<CachedValue> values = network.cut();
    Set<Node> prefix = Reachability.ancestors(values.stream().map(CachedValue::value).toList());
    prefix.removeAll(network.repeated());
    double share = flops(prefix, work) / all;
    if (values.isEmpty() || share < LEAST_SHARE) {
      Node mixing = axes.mixing();
      // A loss brings all examples together; that alone is no obstacle.
      boolean apart =
          frozen.list().stream()
              .noneMatch(node -> work.flops(node) > 0 && axes.of(node.requiredOutput(0)).isMixed());
      return none(
          share,
          mixing == null || apart
              ? "what is computed below the first trained tensor is cheaper to repeat than to keep"
              : "it is not certain that " + mixing.describe() + " keeps examples apart");
    }
    long bytes = values.stream().mapToLong(value -> work.bytes(value.value())).sum();
    List<Value> perExample =
        inputs.stream().filter(input -> axes.of(input).equals(Dependence.example(0))).toList();
    return new PrefixCut(values, perExample, share, bytes, "");
  }

  private static double flops(Collection<Node> nodes, WorkEstimate work) {
    return nodes.stream().mapToDouble(work::flops).sum();
  }
}
