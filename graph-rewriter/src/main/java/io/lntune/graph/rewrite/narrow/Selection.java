package io.lntune.graph.rewrite.narrow;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import org.jspecify.annotations.Nullable;

/**
 * One run of positions along one axis of a tensor, in the terms of ONNX {@code Slice} (opset 13).
 *
 * @param axis not negative
 * @param start first position; from the end where negative
 * @param end position after the last; from the end where negative
 * @param length positions chosen, certain whatever the size of the axis
 */
record Selection(int axis, long start, long end, long length) {
  /** The selection that a Gather of one position or a Slice of one axis makes; else null. */
  static @Nullable Selection of(Node node) {
    boolean reads = node.is("Gather") || node.is("Slice");
    Shape shape = reads ? node.requiredInput(0).shape() : null;
    if (shape == null) {
      return null;
    }
    Selection found = node.is("Gather") ? ofGather(node, shape) : ofSlice(node, shape);
    Dim size = found == null ? Dim.UNKNOWN : shape.dim(found.axis);
    return found == null || size.size() == found.length ? null : found;
  }

  /** The same positions along another axis. */
  Selection onAxis(int other) {
    return new Selection(other, start, end, length);
  }

  /** {@code shape} with the chosen positions only. */
  Shape of(Shape shape) {
    return shape.with(axis, Dim.of(length));
  }

  private static @Nullable Selection ofGather(Node node, Shape shape) {
    Tensor index = ConstantTensor.of(node.requiredInput(1));
    if (index == null || index.elementCount() != 1 || index.elementType() == DataType.STRING) {
      return null;
    }
    int axis = (int) node.attributes().intValue("axis", 0);
    long position = index.toLongs()[0];
    return new Selection(
        axis < 0 ? axis + shape.rank() : axis,
        position,
        position == -1 ? Long.MAX_VALUE : position + 1,
        1);
  }

  private static @Nullable Selection ofSlice(Node node, Shape shape) {
    Long start = number(node.input(1));
    Long end = number(node.input(2));
    Long axis = node.input(3) == null ? Long.valueOf(0) : number(node.input(3));
    Long step = node.input(4) == null ? Long.valueOf(1) : number(node.input(4));
    if (start == null || end == null || axis == null || step == null || step != 1) {
      return null;
    }
    int position = Math.toIntExact(axis < 0 ? axis + shape.rank() : axis);
    long size = shape.dim(position).size();
    if (size < 0) {
      return null; // what a Slice clamps to is not certain
    }
    long first = clamp(start, size);
    long length = clamp(end, size) - first;
    return length <= 0 ? null : new Selection(position, first, first + length, length);
  }

  private static long clamp(long position, long size) {
    return Math.max(0, Math.min(position < 0 ? position + size : position, size));
  }

  private static @Nullable Long number(@Nullable Value value) {
    Tensor tensor = value == null ? null : ConstantTensor.of(value);
    return tensor == null || tensor.elementCount() != 1 ? null : tensor.toLongs()[0];
  }
}
