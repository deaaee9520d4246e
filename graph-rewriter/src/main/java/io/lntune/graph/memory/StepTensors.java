package io.lntune.graph.memory;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Captures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a step graph in the order in which they run, and the tensors between them, by
 * number. Only computed values are tensors here: inputs and weights are there all the time.
 */
final class StepTensors {
  private final List<Node> nodes;
  private final List<Value> values = new ArrayList<>();
  private final Map<Value, Integer> numbers = new HashMap<>();
  private final int[][] reads;
  private final int[][] writes;
  private final int[] producer;
  private final long[] bytes;
  private final long[] inner;
  private final boolean[] output;
  private final boolean[] captured;
  private int unknown;

  /** {@code graph} with its values' concrete shapes. */
  StepTensors(Graph graph) {
    nodes = RuntimeOrder.of(graph);
    for (Node node : nodes) {
      for (Value value : node.outputs()) {
        if (value != null) {
          numbers.put(value, values.size());
          values.add(value);
        }
      }
    }
    reads = new int[nodes.size()][];
    writes = new int[nodes.size()][];
    inner = new long[nodes.size()];
    producer = new int[values.size()];
    bytes = new long[values.size()];
    output = new boolean[values.size()];
    captured = new boolean[values.size()];
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      reads[i] = known(Captures.read(node));
      writes[i] = known(node.outputs());
      inner[i] = BodyMemory.of(node);
      for (int number : writes[i]) {
        producer[number] = i;
      }
      for (int number : known(Captures.byBodies(node))) {
        captured[number] = true;
      }
    }
    for (int i = 0; i < bytes.length; i++) {
      Value value = values.get(i);
      bytes[i] = KernelTraits.isStored(value) ? 0 : StepTime.bytes(value);
      output[i] = graph.isOutput(value);
      unknown += value.shape() == null || !value.shape().isStatic() ? 1 : 0;
    }
  }

  private int[] known(Iterable<? extends @Nullable Value> some) {
    int[] found = new int[8];
    int count = 0;
    for (Value value : some) {
      Integer number = value == null ? null : numbers.get(value);
      if (number != null) {
        found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
        found[count++] = number;
      }
    }
    return Arrays.copyOf(found, count);
  }

  int nodeCount() {
    return nodes.size();
  }

  Node node(int index) {
    return nodes.get(index);
  }

  int count() {
    return values.size();
  }

  Value value(int number) {
    return values.get(number);
  }

  /** The tensors that the node at {@code index} reads. */
  int[] reads(int index) {
    return reads[index];
  }

  int[] writes(int index) {
    return writes[index];
  }

  int producer(int number) {
    return producer[number];
  }

  long bytes(int number) {
    return bytes[number];
  }

  /** Bytes that the node at {@code index} takes for itself while it runs. */
  long inner(int index) {
    return inner[index];
  }

  boolean isOutput(int number) {
    return output[number];
  }

  /** Whether a body inside a node uses the tensor by name. */
  boolean isCaptured(int number) {
    return captured[number];
  }

  boolean isCopied(Value value, StepSequence sequence) {
    Integer number = numbers.get(value);
    return number != null && sequence.isCopied(number);
  }

  /** Tensors of unknown size, which count as none. */
  int unknown() {
    return unknown;
  }

  /** The tensor whose statistics {@code number} is, as a normalisation yields them; or -1. */
  int normalised(int number) {
    Node node = nodes.get(producer[number]);
    Value input = node.input(0);
    boolean isStatistic =
        node.op().type().endsWith("LayerNormalization")
            && !values.get(number).equals(node.output(0));
    Integer source = isStatistic && input != null ? numbers.get(input) : null;
    return source == null ? -1 : source;
  }

  /** The tensor that the node at {@code index} gives under another shape; -1 for other nodes. */
  int viewed(int index) {
    Value first = KernelTraits.isView(nodes.get(index)) ? nodes.get(index).input(0) : null;
    Integer number = first == null ? null : numbers.get(first);
    return number == null ? -1 : number;
  }
}
