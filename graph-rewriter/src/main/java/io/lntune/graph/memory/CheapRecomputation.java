package io.lntune.graph.memory;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.OperatorTraits;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes activations again for the backward pass that cost next to nothing: element-wise results
 * of what is kept anyway. Of a gated layer {@code y = g sigmoid(g) u} that is two of four tensors,
 * in a Qwen2 of 0.5 billion parameters a third of all that is kept. Probabilities of attention over
 * long sequences are added by {@link AttentionRecomputation}.
 */
public final class CheapRecomputation {
  /** Results on the way from what is kept that are computed again too. */
  private static final int DEEPEST = 2;

  /** What an axis of open size counts when tensors are told from statistics and masks. */
  private static final long OPEN_SIZE = 16;

  private static final long LEAST_ELEMENTS = 1 << 14;

  private final StepTensors tensors;
  private final Recomputation recomputation;
  private final Map<Integer, Integer> depths = new HashMap<>();

  /** What normalisations read: without it their statistics would have to be computed again. */
  private final Set<Integer> normalised = new HashSet<>();

  private CheapRecomputation(StepTensors tensors, Recomputation recomputation) {
    this.tensors = tensors;
    this.recomputation = recomputation;
    for (int number = 0; number < tensors.count(); number++) {
      normalised.add(tensors.normalised(number));
    }
  }

  /**
   * Changes {@code graph}, whose nodes stand as {@link GradientOrder} puts them.
   *
   * @param seeds where the backward pass starts
   * @param sequence size that open axes of sequences have at most; 0 where that is not known
   */
  public static void apply(Graph graph, Collection<Value> seeds, long sequence) {
    StepTensors tensors = new StepTensors(graph);
    Recomputation recomputation = new Recomputation(tensors, new HashSet<>(seeds));
    boolean attention = new AttentionRecomputation(tensors, recomputation, sequence).dropAll();
    if (new CheapRecomputation(tensors, recomputation).dropAll() || attention) {
      RecomputingGraph.write(graph, tensors, recomputation.sequence(), seeds);
    }
  }

  private boolean dropAll() {
    for (int group : recomputation.candidates(0)) {
      int depth = depth(recomputation.members(group));
      if (depth <= DEEPEST) {
        recomputation.drop(group);
        for (int number : recomputation.members(group)) {
          depths.put(number, depth);
        }
      }
    }
    return !depths.isEmpty();
  }

  /** How many results lie between these tensors, of one memory, and what is kept. */
  private int depth(int[] members) {
    int deepest = 0;
    for (int number : members) {
      int index = tensors.producer(number);
      Node node = tensors.node(index);
      if (!KernelTraits.isView(node)) {
        if (!isCheap(node)
            || !isLarge(tensors.value(number).shape())
            || normalised.contains(number)) {
          return DEEPEST + 1;
        }
        for (int read : tensors.reads(index)) {
          boolean kept = recomputation.isThere(read);
          int above = kept ? 0 : depths.getOrDefault(read, DEEPEST);
          deepest = Math.max(deepest, above + 1);
        }
      }
    }
    return deepest;
  }

  private static boolean isCheap(Node node) {
    return OperatorTraits.ELEMENTWISE.contains(node.op()) && !StepTime.isSlow(node);
  }

  private static boolean isLarge(@Nullable Shape shape) {
    if (shape == null) {
      return false;
    }
    long elements = 1;
    for (Dim dim : shape.dims()) {
      elements *= dim.isStatic() ? Math.min(dim.size(), LEAST_ELEMENTS) : OPEN_SIZE;
      elements = Math.min(elements, LEAST_ELEMENTS);
    }
    return elements == LEAST_ELEMENTS;
  }
}
