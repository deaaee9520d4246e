package io.lntune.graph.differentiate.control;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.ir.ValueType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a Loop carries when its shape changes from step to step: what the steps received
 * could not be stacked in one tensor for the way back.
 */
final class GrowingStates {
  private GrowingStates() {}

  /**
   * @throws LntuneException when {@code bodyInput} is a state of {@code loop} that is longer after
   *     every step, or a sequence
   */
  static void refuse(LoopParts loop, Value bodyInput) {
    for (int state = 0; state < loop.states(); state++) {
      if (loop.stateIn(state) == bodyInput && grows(loop, state)) {
        throw LntuneException.unsupported(
            "What the loop carries as '"
                + bodyInput.name()
                + "' changes its shape from step to step, so its history does not fit one tensor",
            loop.node().describe(),
            "Export with the loop unrolled, or let it write into a tensor of full size.");
      }
    }
  }

  private static boolean grows(LoopParts loop, int state) {
    ValueType type = loop.node().requiredInput(loop.initial(state)).type();
    Value after = loop.stateOut(state);
    if (type != null && loop.stateIn(state).tensorType() == null && after.tensorType() == null) {
      return true;
    }
    return joinsItself(loop.stateIn(state), after)
        || certainlyDiffer(loop.node().requiredInput(loop.initial(state)).shape(), after.shape());
  }

  /** Whether a state is what it was with something put beside it. */
  private static boolean joinsItself(Value before, Value after) {
    Node node = after.producer();
    while (node != null && (node.is("Identity") || node.is("Cast"))) {
      node = node.requiredInput(0).producer();
    }
    if (node == null || !(node.is("Concat") || node.is("Pad"))) {
      return false;
    }
    return node.inputs().stream().filter(Objects::nonNull).anyMatch(input -> isSame(before, input));
  }

  private static boolean isSame(Value before, Value input) {
    Value value = input;
    Node node = value.producer();
    while (node != null && (node.is("Identity") || node.is("Cast"))) {
      value = node.requiredInput(0);
      node = value.producer();
    }
    return value == before;
  }

  private static boolean certainlyDiffer(@Nullable Shape a, @Nullable Shape b) {
    if (a == null || b == null) {
      return false;
    }
    if (a.rank() != b.rank()) {
      return true;
    }
    for (int i = 0; i < a.rank(); i++) {
      if (a.dim(i).isStatic() && b.dim(i).isStatic() && a.dim(i).size() != b.dim(i).size()) {
        return true;
      }
    }
    return false;
  }
}
