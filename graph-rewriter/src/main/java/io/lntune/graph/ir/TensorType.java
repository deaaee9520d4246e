package io.lntune.graph.ir;

import org.jspecify.annotations.Nullable;

/**
 * A tensor type.
 *
 * @param elementType type of one element
 * @param shape axes, or null when not even the rank is known
 */
public record TensorType(DataType elementType, @Nullable Shape shape) implements ValueType {
  @Override
  public String toString() {
    return elementType.onnxName() + (shape == null ? "[...]" : shape.toString());
  }
}
