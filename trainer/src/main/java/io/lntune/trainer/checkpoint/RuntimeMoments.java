package io.lntune.trainer.checkpoint;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.checkpoint.OptimizerGroup;
import io.lntune.graph.emit.checkpoint.OptimizerGroup.ParameterMoments;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.trainer.optimizer.OptimizerSettings;
import io.lntune.trainer.optimizer.OptimizerState;
import java.util.ArrayList;
import java.util.List;

/**
 * The optimizer's memory in the words of ONNX Runtime: slots are numbered moments, in the order in
 * which the optimizer names them. For AdamW {@code momentum0} is the running mean of gradients and
 * {@code momentum1} that of their squares.
 */
public final class RuntimeMoments {
  private RuntimeMoments() {}

  /**
   * The state of {@code values}' optimizer as a group.
   *
   * @param values the trained parameters, for their names and shapes
   * @param learningRate rate that schedules of the runtime start from
   */
  public static OptimizerGroup group(
      OptimizerState state, List<Tensor> values, float learningRate) {
    List<ParameterMoments> parameters = new ArrayList<>();
    for (Tensor value : values) {
      List<Tensor> moments = new ArrayList<>();
      for (String slot : state.slots()) {
        float[] array =
            state.get(slot, value.name()).orElseThrow(() -> missing(slot, value.name()));
        moments.add(moment(moments.size(), value.shape(), array));
      }
      if (moments.isEmpty()) {
        // The runtime keeps a moment for plain descent too, which nothing reads.
        float[] zeros = new float[Math.toIntExact(value.elementCount())];
        moments.add(moment(0, value.shape(), zeros));
      }
      parameters.add(new ParameterMoments(value.name(), moments));
    }
    return new OptimizerGroup(TrainingCheckpoint.GROUP, state.step(), learningRate, parameters);
  }

  private static Tensor moment(int index, Shape shape, float[] values) {
    return Tensor.ofFloats(OptimizerGroup.momentName(index), shape, values);
  }

  /**
   * The optimizer state in {@code checkpoint} for an optimizer of these settings; zeros before the
   * first step.
   *
   * @throws LntuneException when a moment is missing or has another size than its parameter
   */
  public static OptimizerState state(TrainingCheckpoint checkpoint, OptimizerSettings settings) {
    OptimizerState state = new OptimizerState(checkpoint.step());
    List<String> slots = settings.create(List.of()).slots();
    for (Tensor value : checkpoint.trainable()) {
      for (int i = 0; i < slots.size(); i++) {
        state.put(slots.get(i), value.name(), moment(checkpoint, value, i));
      }
    }
    return state;
  }

  private static float[] moment(TrainingCheckpoint checkpoint, Tensor value, int index) {
    float[] zeros = new float[Math.toIntExact(value.elementCount())];
    String name = OptimizerGroup.momentName(index);
    for (OptimizerGroup group : checkpoint.groups()) {
      for (ParameterMoments parameter : group.parameters()) {
        if (parameter.parameter().equals(value.name())) {
          for (Tensor moment : parameter.moments()) {
            if (moment.name().equals(name)) {
              return floats(moment, value);
            }
          }
        }
      }
    }
    if (checkpoint.step() > 0) {
      throw missing(name, value.name());
    }
    return zeros;
  }

  private static float[] floats(Tensor moment, Tensor value) {
    if (moment.elementType() != DataType.FLOAT || !moment.shape().equals(value.shape())) {
      throw LntuneException.badInput(
          "The checkpoint has " + moment + " for a parameter of shape " + value.shape(),
          "parameter '" + value.name() + "'",
          "Save it again with the runtime that trained it.");
    }
    float[] values = new float[Math.toIntExact(moment.elementCount())];
    moment.bytes().asFloatBuffer().get(values);
    return values;
  }

  private static LntuneException missing(String moment, String parameter) {
    return LntuneException.badInput(
        "The optimizer state has no " + moment,
        "parameter '" + parameter + "'",
        "Save the checkpoint with its optimizer state, of the optimizer that trained it.");
  }
}
