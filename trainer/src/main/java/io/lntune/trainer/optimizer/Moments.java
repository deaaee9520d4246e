package io.lntune.trainer.optimizer;

import io.lntune.graph.LntuneException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** The arrays that an optimizer keeps beside its parameters, and the count of its updates. */
final class Moments {
  private final List<ParameterState> parameters;
  private final List<String> slots;
  private final List<List<float[]>> arrays = new ArrayList<>();
  private long step;

  /** Zeroed arrays, one for every slot and parameter. */
  Moments(List<ParameterState> parameters, List<String> slots) {
    this.parameters = List.copyOf(parameters);
    this.slots = List.copyOf(slots);
    if (parameters.stream().map(ParameterState::name).distinct().count() != parameters.size()) {
      throw new IllegalArgumentException("two parameters have the same name");
    }
    for (int slot = 0; slot < slots.size(); slot++) {
      arrays.add(parameters.stream().map(parameter -> new float[parameter.size()]).toList());
    }
  }

  List<ParameterState> parameters() {
    return parameters;
  }

  List<String> slots() {
    return slots;
  }

  long step() {
    return step;
  }

  float[] array(int slot, int parameter) {
    return arrays.get(slot).get(parameter);
  }

  /** Counts an update after checking that {@code gradients} belong to the parameters. */
  void beginStep(List<FloatBuffer> gradients) {
    if (gradients.size() != parameters.size()) {
      throw new IllegalArgumentException(
          gradients.size() + " gradients for " + parameters.size() + " parameters");
    }
    for (int i = 0; i < parameters.size(); i++) {
      if (gradients.get(i).limit() != parameters.get(i).size()) {
        throw new IllegalArgumentException(
            "gradient of " + gradients.get(i).limit() + " elements for " + parameters.get(i));
      }
    }
    step++;
  }

  OptimizerState state() {
    OptimizerState state = new OptimizerState(step);
    for (int slot = 0; slot < slots.size(); slot++) {
      for (int i = 0; i < parameters.size(); i++) {
        state.put(slots.get(slot), parameters.get(i).name(), array(slot, i));
      }
    }
    return state;
  }

  /** Takes over {@code state} whole, or refuses it and changes nothing. */
  void restore(OptimizerState state) {
    List<List<float[]>> restored = new ArrayList<>();
    for (String slot : slots) {
      List<float[]> column = new ArrayList<>();
      for (ParameterState parameter : parameters) {
        float[] array =
            state
                .get(slot, parameter.name())
                .orElseThrow(() -> mismatch("has no " + slot + " for '" + parameter.name() + "'"));
        if (array.length != parameter.size()) {
          throw mismatch("has " + array.length + " values of " + slot + " for " + parameter);
        }
        column.add(array);
      }
      if (state.parameters(slot).size() != parameters.size()) {
        throw mismatch(
            "is for "
                + state.parameters(slot).size()
                + " parameters, this run trains "
                + parameters.size());
      }
      restored.add(column);
    }
    if (state.slots().size() != slots.size() && !parameters.isEmpty()) {
      throw mismatch("keeps " + state.slots() + ", this optimizer " + slots);
    }
    arrays.clear();
    arrays.addAll(restored);
    step = state.step();
  }

  private static LntuneException mismatch(String problem) {
    return LntuneException.badInput(
        "The saved optimizer state " + problem,
        "",
        "Resume with the model, the trained tensors and the optimizer of the first run.");
  }
}
