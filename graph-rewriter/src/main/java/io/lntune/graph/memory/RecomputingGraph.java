package io.lntune.graph.memory;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.GraphOrder;
import io.lntune.graph.rewrite.Reachability;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes second runs into a step graph.
 *
 * <p>Left alone, the runtime would see that a second run computes what the first one did, and share
 * the result, or run it when its operands are there, which is early. So a second run reads its
 * sources through a {@code Reshape} to a shape of zeros, which keeps every size and costs no copy;
 * the zeros are computed from an element of a value that the backward pass has just reached.
 */
final class RecomputingGraph {
  private static final DataType REAL = DataType.FLOAT;

  private final Graph graph;
  private final StepTensors tensors;
  private final StepSequence sequence;
  private final Set<Node> flow;
  private final Map<Value, Integer> lastReads = new HashMap<>();
  private final Deque<Value> reached = new ArrayDeque<>();
  private final Map<Value, Value> copies = new HashMap<>();
  private final Map<Value, Value> gated = new HashMap<>();
  private final Map<Integer, Value> zeros = new HashMap<>();
  private final Map<Integer, Value> constants = new HashMap<>();

  private RecomputingGraph(
      Graph graph, StepTensors tensors, StepSequence sequence, Collection<Value> seeds) {
    this.graph = graph;
    this.tensors = tensors;
    this.sequence = sequence;
    this.flow = Reachability.descendants(graph, seeds);
    for (int i = 0; i < tensors.nodeCount(); i++) {
      for (int number : tensors.reads(i)) {
        lastReads.put(tensors.value(number), i);
      }
    }
  }

  /**
   * Changes {@code graph}, from which {@code tensors} were made.
   *
   * @param seeds where the backward pass starts
   */
  static void write(
      Graph graph, StepTensors tensors, StepSequence sequence, Collection<Value> seeds) {
    new RecomputingGraph(graph, tensors, sequence, seeds).run();
    GraphOrder.sort(graph);
  }

  private void run() {
    List<Integer> waiting = new ArrayList<>();
    for (int position = 0; position < sequence.length(); position++) {
      Node node = tensors.node(sequence.node(position));
      if (sequence.isAgain(position)) {
        waiting.add(sequence.node(position));
        continue;
      }
      if (!waiting.isEmpty()) {
        repeat(waiting, sequence.node(position));
        waiting.clear();
      }
      if (!copies.isEmpty()) {
        readCopies(node);
      }
      Value output = node.output(0);
      if (output != null && flow.contains(node) && isReal(output)) {
        reached.push(output);
      }
    }
  }

  /** A value that has an element; an open axis with a name is taken to have one. */
  private static boolean isReal(Value value) {
    Shape shape = value.shape();
    return value.elementType() == REAL
        && shape != null
        && shape.dims().stream().allMatch(dim -> dim.size() > 0 || !dim.symbol().isEmpty());
  }

  /** The gradient that was computed last of those that are still to be read. */
  private @Nullable Value alive(int index) {
    return reached.stream()
        .filter(value -> lastReads.getOrDefault(value, -1) >= index)
        .findFirst()
        .orElse(null);
  }

  private void repeat(List<Integer> nodes, int reader) {
    Node before = tensors.node(reader);
    Value gradient = alive(reader);
    if (gradient == null) {
      return;
    }
    GraphBuilder builder = GraphBuilder.before(before, gradient.name() + "/reached");
    gated.clear();
    zeros.clear();
    Value number = number(builder, gradient);
    for (int index : nodes) {
      Node node = tensors.node(index);
      boolean reads = tensors.reads(index).length > 0;
      List<@Nullable Value> inputs = new ArrayList<>();
      for (Value input : node.inputs()) {
        inputs.add(input == null ? null : source(input, reads, builder, number));
      }
      List<@Nullable Value> outputs = new ArrayList<>();
      for (Value output : node.outputs()) {
        outputs.add(output == null ? null : second(output));
      }
      String name = node.name() + "/again";
      Node copy = graph.insert(before, node.op(), name, inputs, outputs, Map.of());
      node.attributes().asMap().forEach(copy::setAttribute);
      copy.setOverload(node.overload());
      graph.dropTrailingGaps(copy);
    }
  }

  private Value second(Value first) {
    Value copy = graph.fresh(first.name() + "/again");
    copy.setType(first.type());
    if (tensors.isCopied(first, sequence)) {
      copies.put(first, copy);
    }
    return copy;
  }

  /** An operand of a second run; {@code reads} tells whether the node reads computed ones. */
  private Value source(Value value, boolean reads, GraphBuilder builder, Value number) {
    Value copy = copies.get(value);
    if (copy != null) {
      return copy;
    }
    boolean gate = value.producer() != null || (!reads && graph.isInput(value));
    return !gate || value.shape() == null || value.initializer() != null
        ? value
        : gated.computeIfAbsent(value, key -> gate(key, builder, number));
  }

  private Value gate(Value value, GraphBuilder builder, Value number) {
    int rank = Objects.requireNonNull(value.shape()).rank();
    Value sizes = zeros.computeIfAbsent(rank, key -> builder.call("Mul", number, constant(key)));
    return builder.sameType(value, builder.call("Reshape", value, sizes));
  }

  /** An integer that is known when {@code gradient} is, and not before. */
  private static Value number(GraphBuilder builder, Value gradient) {
    Value flat = builder.reshape(gradient, -1);
    Value first = builder.call("Gather", flat, builder.scalar(0, DataType.INT64));
    return builder.call(
        OpId.onnx("Cast"),
        Map.of("to", new Attribute.IntValue(DataType.INT64.code())),
        builder.call("IsNaN", first));
  }

  private Value constant(int rank) {
    return constants.computeIfAbsent(
        rank,
        key -> graph.addConstant(Tensor.ofLongs("again/zeros", Shape.of(key), new long[key])));
  }

  private void readCopies(Node node) {
    for (int i = 0; i < node.inputs().size(); i++) {
      Value copy = node.inputs().get(i) == null ? null : copies.get(node.inputs().get(i));
      if (copy != null) {
        graph.setNodeInput(node, i, copy);
      }
    }
  }
}
