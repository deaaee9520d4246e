package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What LSTM, GRU and RNN (opset 14) share: directions, initial states, lengths of sequences. Each
 * direction becomes a Loop; the input's products are formed before it, for all steps at once. A
 * step past the length of a sequence leaves its states alone and gives zeros.
 */
abstract class LowerRecurrent extends Lowering {
  private static final Set<String> ACTIVATIONS = Set.of("Sigmoid", "Tanh", "Relu");

  private final List<String> defaults;
  private final int states;

  /** A layer with as many {@code states} per direction and these activations unless stated. */
  LowerRecurrent(OpId op, int states, String... defaults) {
    super(op);
    this.states = states;
    this.defaults = List.of(defaults);
  }

  /** The cell of one direction. */
  abstract RecurrentCell cell(Direction direction);

  /** What is added to the products of input and weights; null for nothing. */
  @Nullable Value enteringBias(Direction direction) {
    List<Value> biases = direction.biases();
    return biases.isEmpty() ? null : direction.builder().add(biases.get(0), biases.get(1));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    String refusal = refusal(root);
    if (refusal != null) {
      return Decision.decline(refusal, root);
    }
    String text = root.attributes().string("direction", "forward");
    int directions = text.equals("bidirectional") ? 2 : 1;
    GraphBuilder builder = core.builder();
    Value x = root.requiredInput(0);
    Value steps = builder.squeeze(core.sizeOf(x, 0), 0);
    List<List<Value>> parts = new ArrayList<>();
    for (int i = 0; i < directions; i++) {
      boolean reversed = i == 1 || text.equals("reverse");
      parts.add(run(new Direction(root, core, i, activations(root, i)), steps, reversed));
    }
    Outputs outputs = new Outputs(root);
    outputs.put(0, joined(builder, parts, states, 1));
    for (int state = 0; state < states; state++) {
      outputs.put(1 + state, joined(builder, parts, state, 0));
    }
    return outputs.replace();
  }

  /** The final states and the stacked outputs [steps, batch, hidden] of one direction. */
  private List<Value> run(Direction direction, Value steps, boolean reversed) {
    GraphBuilder builder = direction.builder();
    Value entering = direction.entering(enteringBias(direction));
    RecurrentCell cell = cell(direction);
    LoopBody loop = new LoopBody(builder, steps);
    List<Value> before = new ArrayList<>();
    for (int state = 0; state < states; state++) {
      before.add(loop.state(direction.initial(state)));
    }
    CoreOperators inside = loop.core();
    Value slice = loop.slice(entering, 0, reversed);
    List<Value> after = new ArrayList<>(cell.next(inside, slice, before));
    Value output = after.get(0);
    Value lengths = direction.node().input(4);
    if (lengths != null) {
      GraphBuilder b = inside.builder();
      Value position = b.cast(loop.position(reversed), DataType.INT32);
      Value valid = b.unsqueeze(inside.logical("Less", position, lengths), 1);
      output = b.where(valid, output, b.scalar(0, output.elementType()));
      for (int state = 0; state < states; state++) {
        after.set(state, b.where(valid, after.get(state), before.get(state)));
      }
    }
    after.add(output);
    List<Value> results = new ArrayList<>(loop.run(after, states));
    if (reversed) {
      results.set(states, loop.reversed(results.get(states)));
    }
    return results;
  }

  private static Value joined(
      GraphBuilder builder, List<List<Value>> parts, int result, long axis) {
    Value[] unsqueezed =
        parts.stream().map(part -> builder.unsqueeze(part.get(result), axis)).toArray(Value[]::new);
    return unsqueezed.length == 1 ? unsqueezed[0] : builder.concat(axis, unsqueezed);
  }

  private @Nullable String refusal(Node root) {
    if (root.attributes().intValue("layout", 0) != 0) {
      return "the batch is the first axis (layout 1)";
    }
    if (root.attributes().has("clip")) {
      return "the gates are clipped";
    }
    if (root.attributes().intValue("input_forget", 0) != 0) {
      return "the input and forget gates are coupled";
    }
    if (size(root.input(2), 2) < 0) {
      return "the hidden size is not known";
    }
    List<String> names = root.attributes().strings("activations");
    return names == null || ACTIVATIONS.containsAll(names)
        ? null
        : "it uses activations other than Sigmoid, Tanh and Relu";
  }

  private List<String> activations(Node root, int direction) {
    List<String> names = root.attributes().strings("activations");
    int count = defaults.size();
    return names == null || names.size() < (direction + 1) * count
        ? defaults
        : names.subList(direction * count, (direction + 1) * count);
  }

  /** Weights and initial states of one direction. */
  static final class Direction {
    private final Node node;
    private final CoreOperators core;
    private final int index;
    private final List<String> activations;

    Direction(Node node, CoreOperators core, int index, List<String> activations) {
      this.node = node;
      this.core = core;
      this.index = index;
      this.activations = activations;
    }

    Node node() {
      return node;
    }

    CoreOperators core() {
      return core;
    }

    GraphBuilder builder() {
      return core.builder();
    }

    long hidden() {
      return size(node.input(2), 2);
    }

    String activation(int i) {
      return activations.get(i);
    }

    /** The part of an input that belongs to this direction; null when it is left out. */
    @Nullable Value part(int input) {
      Value all = node.input(input);
      return all == null ? null : core.gather(all, builder().scalar(index, DataType.INT64), 0);
    }

    /** The recurrent weights, turned for a product from the right: [hidden, gates * hidden]. */
    Value recurrent() {
      Value all = node.requiredInput(2);
      Value part = core.gather(all, builder().scalar(index, DataType.INT64), 0);
      return builder().transpose(part, List.of(1L, 0L));
    }

    /** The biases of input and state, [gates * hidden] each; empty when left out. */
    List<Value> biases() {
      Value both = part(3);
      Value all = node.input(3);
      if (both == null || all == null) {
        return List.of();
      }
      long half = size(node.input(2), 1);
      return core.split(both, 0, half, half);
    }

    /** The products of input and weights: [steps, batch, gates * hidden]. */
    Value entering(@Nullable Value bias) {
      Value all = node.requiredInput(1);
      Value weight = core.gather(all, builder().scalar(index, DataType.INT64), 0);
      Value product =
          builder().matMul(node.requiredInput(0), builder().transpose(weight, List.of(1L, 0L)));
      return bias == null ? product : builder().add(product, bias);
    }

    /** A state before the first step: [batch, hidden]. */
    Value initial(int state) {
      Value given = part(5 + state);
      if (given != null) {
        return given;
      }
      Value x = node.requiredInput(0);
      Value shape = new RuntimeShape(core).axis(x, 1).add(hidden()).value();
      return builder().constantOfShape(shape, x.elementType(), 0);
    }
  }
}
