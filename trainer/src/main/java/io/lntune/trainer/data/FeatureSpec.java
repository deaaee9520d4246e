package io.lntune.trainer.data;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import org.jspecify.annotations.Nullable;

/**
 * One tensor that a step model wants with every batch.
 *
 * @param name name of the graph input
 * @param type element type of the graph input
 * @param shape {@code [batch, ...]} with unknown or symbolic axes where sizes are free; null when
 *     the rank is unknown
 * @param role what it is for
 */
public record FeatureSpec(String name, DataType type, @Nullable Shape shape, Role role) {
  /** What a feature is for, which decides how it is padded. */
  public enum Role {
    /** Goes into the model. */
    INPUT,
    /** Goes into the loss. */
    LABEL
  }

  /** An input of the model. */
  public static FeatureSpec input(String name, DataType type, @Nullable Shape shape) {
    return new FeatureSpec(name, type, shape, Role.INPUT);
  }

  /** What the loss compares with. */
  public static FeatureSpec label(String name, DataType type, @Nullable Shape shape) {
    return new FeatureSpec(name, type, shape, Role.LABEL);
  }

  /** True when the number of axes is known. */
  boolean hasRank() {
    return shape != null;
  }

  /** Number of axes, batch included; only when {@link #hasRank()}. */
  int rank() {
    return shape == null ? -1 : shape.rank();
  }

  /** The axis at {@code index}, or an unknown one. */
  Dim dim(int index) {
    return shape == null || index >= shape.rank() ? Dim.UNKNOWN : shape.dim(index);
  }

  /** True for integer labels, which are padded with the index that the loss ignores. */
  boolean isClassLabel() {
    return role == Role.LABEL && ElementType.isInteger(type);
  }

  @Override
  public String toString() {
    return name + " " + type.onnxName() + " " + (shape == null ? "of any rank" : shape);
  }
}
