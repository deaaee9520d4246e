package io.lntune.trainer.optimizer;

import io.lntune.graph.ir.Shape;
import java.nio.FloatBuffer;

/**
 * A trainable tensor: its {@code float} master values, which the optimizer changes in place and the
 * engine feeds to the model, and the settings it is trained with.
 */
public final class ParameterState {
  private final String name;
  private final Shape shape;
  private final FloatBuffer value;
  private final ParameterGroup group;

  /**
   * Uses the remaining elements of {@code value} without copying them.
   *
   * @throws IllegalArgumentException when their number is not that of {@code shape}
   */
  public ParameterState(String name, Shape shape, FloatBuffer value, ParameterGroup group) {
    if (value.remaining() != shape.elementCount() || value.isReadOnly()) {
      throw new IllegalArgumentException(
          name + " " + shape + " over " + value.remaining() + " values");
    }
    this.name = name;
    this.shape = shape;
    this.value = value.slice();
    this.group = group;
  }

  public String name() {
    return name;
  }

  public Shape shape() {
    return shape;
  }

  /** Number of elements. */
  public int size() {
    return value.capacity();
  }

  /** The values themselves; read and write by absolute index. */
  public FloatBuffer value() {
    return value;
  }

  public ParameterGroup group() {
    return group;
  }

  @Override
  public String toString() {
    return name + " " + shape;
  }
}
