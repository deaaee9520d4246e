package io.lntune.trainer.engine;

import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.ir.Shape;
import io.lntune.trainer.optimizer.ParameterGroup;
import io.lntune.trainer.optimizer.ParameterState;
import java.nio.FloatBuffer;

/**
 * A parameter with its present values.
 *
 * @param planned what it is
 * @param value float32 values in direct memory, read and written by absolute index
 */
public record TrainableParameter(PlannedParameter planned, FloatBuffer value) {
  /** The same memory as an optimizer sees it. */
  public ParameterState state() {
    long[] shape = planned.shape().stream().mapToLong(Long::longValue).toArray();
    ParameterGroup group = ParameterGroup.DEFAULT.withDecayOrigin(planned.decayOrigin());
    return new ParameterState(planned.name(), Shape.of(shape), value, group);
  }
}
