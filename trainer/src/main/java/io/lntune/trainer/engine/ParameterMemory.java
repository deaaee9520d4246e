package io.lntune.trainer.engine;

import io.lntune.graph.emit.InitialValues;
import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.ir.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/** Copies the values that a parameter has in the base to memory that can be changed. */
final class ParameterMemory {
  private ParameterMemory() {}

  /** The values in new direct memory. */
  static FloatBuffer read(PlannedParameter parameter, Path base) {
    Tensor tensor = InitialValues.of(parameter, base);
    FloatBuffer values = tensor.bytes().asFloatBuffer();
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(Math.multiplyExact(4, values.remaining()))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    buffer.duplicate().put(values);
    return buffer;
  }
}
