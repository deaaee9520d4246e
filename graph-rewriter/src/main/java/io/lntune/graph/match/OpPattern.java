package io.lntune.graph.match;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Fits an output of an operator whose inputs fit. */
public final class OpPattern extends Pattern {
  private final OpId op;
  private final int outputIndex;
  private final boolean commutative;
  private final Map<Integer, Pattern> inputs;
  private final int describedInputs;

  private OpPattern(OpId op, int outputIndex, boolean commutative, Map<Integer, Pattern> inputs) {
    this.op = op;
    this.outputIndex = outputIndex;
    this.commutative = commutative;
    this.inputs = inputs;
    int highest = inputs.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
    this.describedInputs = commutative ? Math.max(2, highest + 1) : highest + 1;
  }

  static OpPattern of(OpId op) {
    return new OpPattern(op, 0, false, Map.of());
  }

  /** The operator. */
  public OpId op() {
    return op;
  }

  /** This pattern for the output at {@code index}; without this word it is the first one. */
  public OpPattern output(int index) {
    return new OpPattern(op, index, commutative, inputs);
  }

  /** This pattern, with inputs 0 and 1 also tried the other way round. */
  public OpPattern commutative() {
    return new OpPattern(op, outputIndex, true, inputs);
  }

  /** This pattern, with the input at {@code index} present and fitting {@code pattern}. */
  public OpPattern input(int index, Pattern pattern) {
    Map<Integer, Pattern> extended = new TreeMap<>(inputs);
    extended.put(index, pattern);
    return new OpPattern(op, outputIndex, commutative, extended);
  }

  @Override
  boolean match(Value value, MatchState state, BooleanSupplier rest) {
    Node node = value.producer();
    if (node == null || !node.op().equals(op)) {
      return state.fail(value, () -> mismatch(value, node));
    }
    if (value.outputIndex() != outputIndex) {
      return state.fail(
          value, () -> "'" + value.name() + "' is not output " + outputIndex + " of " + op);
    }
    return state.entering(
        node,
        () ->
            matchInputs(node, 0, 0, state, rest)
                || (commutative && matchInputs(node, 0, 1, state, rest)));
  }

  private boolean matchInputs(
      Node node, int index, int swap, MatchState state, BooleanSupplier rest) {
    if (index >= Math.max(node.inputs().size(), describedInputs)) {
      return rest.getAsBoolean();
    }
    Pattern pattern = inputs.get(index < 2 ? index ^ swap : index);
    if (pattern == null) {
      return matchInputs(node, index + 1, swap, state, rest);
    }
    Value input = node.input(index);
    if (input == null) {
      return state.fail(node.output(0), () -> op + " has no input " + index);
    }
    return pattern.match(input, state, () -> matchInputs(node, index + 1, swap, state, rest));
  }

  private String mismatch(Value value, @Nullable Node producer) {
    String found =
        producer != null
            ? producer.op().toString()
            : value.initializer() != null ? "an initializer" : "a graph input";
    return "expected " + op + ", found " + found + " '" + value.name() + "'";
  }
}
