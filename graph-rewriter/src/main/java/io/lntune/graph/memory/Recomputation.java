package io.lntune.graph.memory;

import io.lntune.graph.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which kept activations a step drops and computes again, and what that does to its memory. A
 * dropped activation is computed from the nearest kept ones before it, right before the first
 * backward node that reads it; several are computed together where one needs the other. So a few
 * dropped activations between kept ones are selective recomputation (Korthikanti et al. 2022,
 * arXiv:2205.05198), and everything between two kept ones is a checkpointed segment (Chen et al.
 * 2016, arXiv:1604.06174).
 */
final class Recomputation {
  /** Shapes and the like are not worth a second run. */
  private static final long SMALL_BYTES = 4096;

  private final StepTensors tensors;
  private final int split;
  private final double[] seconds;
  private final List<int[]> groups;
  private final int[] groupOf;
  private final BitSet kept = new BitSet();
  private final BitSet dropped = new BitSet();

  /** Nothing is dropped yet; {@code seeds} are where the backward pass starts. */
  Recomputation(StepTensors tensors, Set<Value> seeds) {
    this.tensors = tensors;
    this.split = split(tensors, seeds);
    this.seconds = new double[tensors.nodeCount()];
    for (int i = 0; i < split; i++) {
      seconds[i] = StepTime.of(tensors.node(i));
    }
    this.groups = LiveMemory.views(tensors);
    this.groupOf = new int[tensors.count()];
    for (int i = 0; i < groups.size(); i++) {
      for (int number : groups.get(i)) {
        groupOf[number] = i;
      }
    }
    for (int i = split; i < tensors.nodeCount(); i++) {
      for (int number : tensors.reads(i)) {
        if (tensors.producer(number) < split) {
          kept.set(groupOf[number]);
        }
      }
    }
  }

  /** The first node that the gradient flows through. */
  private static int split(StepTensors tensors, Set<Value> seeds) {
    Set<Value> flowing = new HashSet<>(seeds);
    for (int i = 0; i < tensors.nodeCount(); i++) {
      if (tensors.node(i).inputs().stream().anyMatch(flowing::contains)) {
        return i;
      }
    }
    return tensors.nodeCount();
  }

  /** What may be dropped: groups of tensors in one memory that only nodes of the graph read. */
  List<Integer> candidates(long leastBytes) {
    List<Integer> found = new ArrayList<>();
    for (int group = kept.nextSetBit(0); group >= 0; group = kept.nextSetBit(group + 1)) {
      if (bytes(group) >= leastBytes && mayDrop(group)) {
        found.add(group);
      }
    }
    return found;
  }

  private boolean mayDrop(int group) {
    for (int number : groups.get(group)) {
      int producer = tensors.producer(number);
      if (tensors.isOutput(number)
          || tensors.isCaptured(number)
          || (producer < split && !KernelTraits.isRepeatable(tensors.node(producer)))) {
        return false;
      }
    }
    return true;
  }

  long bytes(int group) {
    return tensors.bytes(members(group)[0]);
  }

  /** The tensors that share the memory of {@code group}. */
  int[] members(int group) {
    return groups.get(group);
  }

  void drop(int group) {
    dropped.set(group);
  }

  void keep(int group) {
    dropped.clear(group);
  }

  /** Keeps a tensor for second runs that the backward pass itself does not read. */
  void retain(int number) {
    kept.set(groupOf[number]);
  }

  int split() {
    return split;
  }

  /** Seconds of a plain forward pass. */
  double forwardSeconds() {
    double sum = 0;
    for (double each : seconds) {
      sum += each;
    }
    return sum;
  }

  /** Seconds of all second runs. */
  double extraSeconds() {
    StepSequence sequence = sequence();
    double sum = 0;
    for (int position = 0; position < sequence.length(); position++) {
      sum += sequence.isAgain(position) ? seconds[sequence.node(position)] : 0;
    }
    return sum;
  }

  LiveMemory.Peak peak() {
    return LiveMemory.of(tensors, sequence());
  }

  /** The step's order with the second runs. */
  StepSequence sequence() {
    StepSequence sequence = new StepSequence(tensors, split);
    for (int i = 0; i < tensors.nodeCount(); i++) {
      if (i >= split) {
        for (int number : tensors.reads(i)) {
          if (tensors.producer(number) < split && !isThere(number)) {
            compute(number, sequence);
          }
        }
      }
      sequence.add(i, false);
    }
    return sequence;
  }

  /**
   * Adds second runs so that {@code tensor} is there, sources first.
   *
   * @return their seconds; infinite when one of them cannot be repeated
   */
  private double compute(int tensor, StepSequence sequence) {
    double sum = 0;
    Deque<Integer> open = new ArrayDeque<>(List.of(tensor));
    while (!open.isEmpty()) {
      int next = open.element();
      int node = tensors.producer(next);
      if (sequence.isCopied(next)) {
        open.remove();
      } else if (!KernelTraits.isRepeatable(tensors.node(node))) {
        return Double.POSITIVE_INFINITY;
      } else if (!pushMissing(node, sequence, open)) {
        open.remove();
        for (int written : tensors.writes(node)) {
          if (!isThere(written)) {
            sequence.copy(written);
          }
        }
        sequence.add(node, true);
        sum += seconds[node];
      }
    }
    return sum;
  }

  private boolean pushMissing(int node, StepSequence sequence, Deque<Integer> open) {
    boolean missing = false;
    for (int source : tensors.reads(node)) {
      if (!isThere(source) && !sequence.isCopied(source)) {
        open.push(source);
        missing = true;
      }
    }
    return missing;
  }

  /**
   * Whether the first result lasts into the backward pass; small ones may, whoever reads them. The
   * statistics of a normalisation go with its input: without other readers of that, the runtime
   * fuses the normalisation with the sum before it, and the fused operator has none.
   */
  boolean isThere(int tensor) {
    int group = groupOf[tensor];
    long size = tensors.bytes(tensor);
    int normalised = tensors.normalised(tensor);
    return !dropped.get(group)
        && (kept.get(group) || (size > 0 && size <= SMALL_BYTES))
        && (normalised < 0 || !dropped.get(groupOf[normalised]));
  }

  /** Seconds that it takes more to drop {@code group} too. */
  double secondsToDrop(int group, StepSequence present) {
    StepSequence trial = present.withoutSteps();
    dropped.set(group);
    double sum = 0;
    for (int number : groups.get(group)) {
      sum += compute(number, trial);
    }
    dropped.clear(group);
    return sum;
  }
}
