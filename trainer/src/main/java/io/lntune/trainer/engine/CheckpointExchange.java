package io.lntune.trainer.engine;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.checkpoint.OptimizerGroup;
import io.lntune.graph.emit.checkpoint.OptimizerGroup.ParameterMoments;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.trainer.optimizer.OptimizerState;
import io.lntune.trainer.optimizer.ParameterState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Exchanges values and moments with the checkpoints of ONNX Runtime Training. */
final class CheckpointExchange {
  /** Rate that the runtime starts with; every update sets its own. */
  private static final float INITIAL_RATE = 1e-3f;

  private final List<String> slots;

  /**
   * @param slots names of the optimizer's arrays, in the order of the runtime's moments
   */
  CheckpointExchange(List<String> slots) {
    this.slots = List.copyOf(slots);
  }

  /**
   * Refuses a state that lacks an array, or comes from another kind of optimizer.
   *
   * @throws LntuneException when {@code state} cannot be written for {@code parameters}
   */
  void requireFor(List<ParameterState> parameters, OptimizerState state) {
    boolean whole = state.slots().size() == slots.size();
    for (String slot : slots) {
      for (ParameterState parameter : parameters) {
        float[] array = state.get(slot, parameter.name()).orElse(null);
        whole &= array != null && array.length == parameter.size();
      }
      whole &= state.parameters(slot).size() == parameters.size();
    }
    if (!whole) {
      throw LntuneException.badInput(
          "The saved optimizer state keeps " + state.slots() + ", this optimizer " + slots,
          "",
          "Resume with the model, the trained tensors and the optimizer of the first run.");
    }
  }

  /** {@code original} with the values of {@code parameters} and the arrays of {@code state}. */
  TrainingCheckpoint write(
      TrainingCheckpoint original, List<ParameterState> parameters, OptimizerState state) {
    List<Tensor> values = new ArrayList<>();
    List<ParameterMoments> moments = new ArrayList<>();
    for (ParameterState parameter : parameters) {
      float[] elements = new float[parameter.size()];
      parameter.value().get(0, elements);
      values.add(Tensor.ofFloats(parameter.name(), parameter.shape(), elements));
      moments.add(new ParameterMoments(parameter.name(), moments(parameter, state)));
    }
    List<OptimizerGroup> groups =
        state.step() == 0
            ? List.of()
            : List.of(
                new OptimizerGroup(TrainingCheckpoint.GROUP, state.step(), INITIAL_RATE, moments));
    return new TrainingCheckpoint(values, original.frozen(), false, groups, original.properties());
  }

  private List<Tensor> moments(ParameterState parameter, OptimizerState state) {
    List<Tensor> moments = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      float[] array =
          state
              .get(slots.get(i), parameter.name())
              .orElseThrow(() -> new IllegalArgumentException("no moments of " + parameter));
      moments.add(Tensor.ofFloats(OptimizerGroup.momentName(i), parameter.shape(), array));
    }
    if (slots.isEmpty()) {
      // Plain gradient descent keeps nothing, but the runtime wants a place for it.
      moments.add(
          Tensor.ofFloats(
              OptimizerGroup.momentName(0), parameter.shape(), new float[parameter.size()]));
    }
    return moments;
  }

  /** Puts the values of {@code checkpoint} into {@code parameters}. */
  void readValues(TrainingCheckpoint checkpoint, List<ParameterState> parameters) {
    for (ParameterState parameter : parameters) {
      Tensor tensor =
          checkpoint
              .parameter(parameter.name())
              .orElseThrow(() -> incomplete("no value of '" + parameter.name() + "'"));
      parameter.value().put(0, floats(tensor, parameter.shape()));
    }
  }

  /** The optimizer's memory in {@code checkpoint}. */
  OptimizerState readState(TrainingCheckpoint checkpoint, List<ParameterState> parameters) {
    OptimizerState state = new OptimizerState(checkpoint.step());
    for (int i = 0; i < slots.size(); i++) {
      for (ParameterState parameter : parameters) {
        Tensor moment = moment(checkpoint, parameter.name(), OptimizerGroup.momentName(i));
        state.put(slots.get(i), parameter.name(), floats(moment, parameter.shape()));
      }
    }
    return state;
  }

  private Tensor moment(TrainingCheckpoint checkpoint, String parameter, String name) {
    for (OptimizerGroup group : checkpoint.groups()) {
      for (ParameterMoments moments : group.parameters()) {
        for (Tensor tensor : moments.moments()) {
          if (moments.parameter().equals(parameter) && Objects.equals(tensor.name(), name)) {
            return tensor;
          }
        }
      }
    }
    throw incomplete("no " + name + " of '" + parameter + "'");
  }

  private static float[] floats(Tensor tensor, Shape shape) {
    if (tensor.elementCount() != shape.elementCount()) {
      throw incomplete(tensor.shape() + " elements of '" + tensor.name() + "' instead of " + shape);
    }
    double[] elements = tensor.toDoubles();
    float[] floats = new float[elements.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) elements[i];
    }
    return floats;
  }

  private static LntuneException incomplete(String what) {
    return LntuneException.badInput(
        "The checkpoint of ONNX Runtime Training has " + what,
        "",
        "Use the checkpoint that belongs to the training model.");
  }
}
