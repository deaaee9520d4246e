package io.lntune.trainer.engine;

import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.emit.StoredValues;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorContent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Base64;

/** Reads the values that a parameter has in the base, as float32. */
final class InitialValues {
  private InitialValues() {}

  /** The values in new direct memory. */
  static FloatBuffer read(PlannedParameter parameter, Path base) {
    StoredValues stored = parameter.stored();
    TensorContent content =
        stored.file().isEmpty()
            ? new InlineBytes(ByteBuffer.wrap(Base64.getDecoder().decode(stored.inline())))
            : new FileRegion(
                base.toAbsolutePath().resolveSibling(stored.file()),
                stored.offset(),
                stored.length());
    Tensor tensor =
        new Tensor(parameter.initializer(), stored.type(), stored.shape(), content, null);
    double[] values = tensor.toDoubles();
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(Math.multiplyExact(4, values.length))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < values.length; i++) {
      buffer.put(i, (float) values[i]);
    }
    return buffer;
  }
}
