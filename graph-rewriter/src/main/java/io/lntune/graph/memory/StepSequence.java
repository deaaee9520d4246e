package io.lntune.graph.memory;

import java.util.Arrays;

/**
 * The order in which a step runs when some of its nodes run twice: everything up to the backward
 * pass, then the rest, with the second runs right before the first node that needs them. Nodes of
 * the backward pass read the second results where there are any.
 */
final class StepSequence {
  private final int tensorCount;
  private final int split;
  private final boolean[] copied;
  private int[] nodes;
  private boolean[] again;
  private int length;

  /**
   * An empty sequence.
   *
   * @param split number of the nodes before the backward pass
   */
  StepSequence(StepTensors tensors, int split) {
    this(tensors.count(), split, new boolean[tensors.count()], tensors.nodeCount());
  }

  private StepSequence(int tensorCount, int split, boolean[] copied, int capacity) {
    this.tensorCount = tensorCount;
    this.split = split;
    this.copied = copied;
    this.nodes = new int[capacity];
    this.again = new boolean[capacity];
  }

  /** Every node once. */
  static StepSequence once(StepTensors tensors) {
    StepSequence sequence = new StepSequence(tensors, tensors.nodeCount());
    for (int i = 0; i < tensors.nodeCount(); i++) {
      sequence.add(i, false);
    }
    return sequence;
  }

  /** An empty sequence in which the same tensors have second results. */
  StepSequence withoutSteps() {
    return new StepSequence(tensorCount, split, copied.clone(), 0);
  }

  void add(int node, boolean isAgain) {
    if (length == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * length + 1);
      again = Arrays.copyOf(again, 2 * length + 1);
    }
    nodes[length] = node;
    again[length++] = isAgain;
  }

  /** From now on the backward pass reads the second result. */
  void copy(int tensor) {
    copied[tensor] = true;
  }

  boolean isCopied(int tensor) {
    return copied[tensor];
  }

  int length() {
    return length;
  }

  /** The node that runs at {@code position}. */
  int node(int position) {
    return nodes[position];
  }

  /** Whether it runs there for the second time. */
  boolean isAgain(int position) {
    return again[position];
  }

  /** What the node at {@code position} reads for a tensor: the second result counts on from all. */
  int read(int position, int tensor) {
    boolean late = again[position] || nodes[position] >= split;
    return late && copied[tensor] ? tensorCount + tensor : tensor;
  }

  int written(int position, int tensor) {
    return again[position] ? tensorCount + tensor : tensor;
  }
}
