package io.lntune.trainer.optimizer;

import io.lntune.graph.ir.Shape;
import java.nio.FloatBuffer;

/** Parameters and gradients from plain arrays. */
final class Parameters {
  private Parameters() {}

  static ParameterState of(String name, ParameterGroup group, float... values) {
    return new ParameterState(
        name, Shape.of(values.length), FloatBuffer.wrap(values.clone()), group);
  }

  static ParameterState of(String name, float... values) {
    return of(name, ParameterGroup.DEFAULT, values);
  }

  static FloatBuffer gradient(float... values) {
    return FloatBuffer.wrap(values.clone());
  }

  static float[] values(ParameterState parameter) {
    float[] values = new float[parameter.size()];
    parameter.value().get(0, values);
    return values;
  }
}
