package io.lntune.graph.emit;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorContent;
import io.lntune.graph.ir.TensorElements;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;

/** The values that a parameter has in the base. */
public final class InitialValues {
  private InitialValues() {}

  /** The values as float32, in the parameter's name and shape. */
  public static Tensor of(PlannedParameter parameter, Path base) {
    StoredValues stored = parameter.stored();
    TensorContent content =
        stored.file().isEmpty()
            ? new InlineBytes(ByteBuffer.wrap(Base64.getDecoder().decode(stored.inline())))
            : new FileRegion(
                base.toAbsolutePath().resolveSibling(stored.file()),
                stored.offset(),
                stored.length());
    Shape shape = Shape.of(parameter.shape().stream().mapToLong(Long::longValue).toArray());
    Tensor tensor = new Tensor(parameter.name(), stored.type(), shape, content, null);
    return stored.type() == DataType.FLOAT
        ? tensor
        : TensorElements.encode(parameter.name(), DataType.FLOAT, shape, tensor.toDoubles());
  }
}
