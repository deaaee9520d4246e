package io.lntune.graph.emit;

import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of a graph that make it a step model.
 *
 * @param losses the loss, and its summands where there are several
 * @param predictions what the losses are computed from. They are no outputs of a step model: the
 *     runtime would keep them to the end of the step
 * @param seeds gradients of the loss with respect to the values it is computed from
 * @param gradients one gradient per parameter
 */
record StepValues(
    List<Value> losses, List<Value> predictions, List<Value> seeds, List<Value> gradients) {
  StepValues {
    losses = List.copyOf(losses);
    predictions = List.copyOf(predictions);
    seeds = List.copyOf(seeds);
    gradients = List.copyOf(gradients);
  }

  /** The same where the backward pass starts at {@code others} and some predictions are gone. */
  StepValues withSeeds(List<Value> others) {
    List<Value> left = predictions.stream().filter(value -> value.graph().contains(value)).toList();
    return new StepValues(losses, left, others, gradients);
  }

  List<Value> outputs() {
    List<Value> outputs = new ArrayList<>(losses);
    outputs.addAll(gradients);
    return outputs;
  }

  /** What does not depend on gradients. */
  List<Value> forward() {
    List<Value> forward = new ArrayList<>(losses);
    forward.addAll(predictions);
    return forward;
  }
}
