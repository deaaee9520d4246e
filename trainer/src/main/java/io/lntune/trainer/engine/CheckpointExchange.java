package io.lntune.trainer.engine;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.checkpoint.OptimizerGroup;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.trainer.checkpoint.RuntimeMoments;
import io.lntune.trainer.optimizer.OptimizerSettings;
import io.lntune.trainer.optimizer.OptimizerState;
import io.lntune.trainer.optimizer.ParameterState;
import java.util.ArrayList;
import java.util.List;

/** Exchanges values and moments with the checkpoints of ONNX Runtime Training. */
final class CheckpointExchange {
  /** Rate that the runtime starts with; every update sets its own. */
  private static final float INITIAL_RATE = 1e-3f;

  private final OptimizerSettings optimizer;
  private final List<String> slots;

  /** An exchange for parameters that {@code optimizer} trains. */
  CheckpointExchange(OptimizerSettings optimizer) {
    this.optimizer = optimizer;
    this.slots = optimizer.create(List.of()).slots();
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
  static TrainingCheckpoint write(
      TrainingCheckpoint original, List<ParameterState> parameters, OptimizerState state) {
    List<Tensor> values = new ArrayList<>();
    for (ParameterState parameter : parameters) {
      float[] elements = new float[parameter.size()];
      parameter.value().get(0, elements);
      values.add(Tensor.ofFloats(parameter.name(), parameter.shape(), elements));
    }
    List<OptimizerGroup> groups =
        state.step() == 0 ? List.of() : List.of(RuntimeMoments.group(state, values, INITIAL_RATE));
    return new TrainingCheckpoint(values, original.frozen(), false, groups, original.properties());
  }

  /** Puts the values of {@code checkpoint} into {@code parameters}. */
  static void readValues(TrainingCheckpoint checkpoint, List<ParameterState> parameters) {
    for (ParameterState parameter : parameters) {
      Tensor tensor =
          checkpoint
              .parameter(parameter.name())
              .orElseThrow(() -> incomplete("no value of '" + parameter.name() + "'"));
      parameter.value().put(0, floats(tensor, parameter.shape()));
    }
  }

  /** The optimizer's memory in {@code checkpoint}; zeros before the first update. */
  OptimizerState readState(TrainingCheckpoint checkpoint) {
    return RuntimeMoments.state(checkpoint, optimizer);
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
