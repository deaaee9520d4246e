package io.lntune.graph.differentiate.control;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;

/**
 * The parts of a Loop (opset 21) by their roles: inputs are trip count, condition and states; the
 * body maps step number, condition and states to condition, states and one slice per stacked
 * output.
 *
 * @param node the Loop
 * @param body its body
 */
record LoopParts(Node node, Graph body) {
  static LoopParts of(Node node) {
    return new LoopParts(node, Bodies.required(node, "body"));
  }

  int states() {
    return body.inputs().size() - 2;
  }

  int stacks() {
    return body.outputs().size() - 1 - states();
  }

  /** Index of the node's input that a state starts from. */
  int initial(int state) {
    return 2 + state;
  }

  Value stateIn(int state) {
    return body.inputs().get(2 + state);
  }

  Value stateOut(int state) {
    return body.outputs().get(1 + state);
  }

  /** What one step adds to a stacked output. */
  Value slice(int stack) {
    return body.outputs().get(1 + states() + stack);
  }

  /** Index of the node's output that is a stack. */
  int stack(int stack) {
    return states() + stack;
  }

  /** The state at the end, or at the start where nothing reads the end; both have one shape. */
  Value anyOf(int state) {
    Value last = node.output(state);
    return last == null ? node.requiredInput(initial(state)) : last;
  }
}
