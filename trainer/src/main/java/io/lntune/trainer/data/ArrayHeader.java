package io.lntune.trainer.data;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;

/**
 * What a file says about one of its arrays.
 *
 * @param name unique within the file
 * @param type element type
 * @param shape static axis sizes
 */
public record ArrayHeader(String name, DataType type, Shape shape) {
  /** Bytes of all elements; overflow is an {@link ArithmeticException}. */
  public long byteSize() {
    return type.byteSize(shape.elementCount());
  }

  @Override
  public String toString() {
    return name + " " + type.onnxName() + " " + shape;
  }
}
