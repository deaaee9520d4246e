package io.lntune.graph.rewrite.runtime;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A zero that ONNX Runtime cannot know before it runs a graph, made of the first input that allows
 * it: of an open size, times zero, or of an element, and false. What depends on it is not evaluated
 * at load. Data comes before trained tensors among the inputs, so a frozen weight stays independent
 * of these.
 */
final class RunTimeZero {
  private RunTimeZero() {}

  /** The zero, int64 [1]; null when no input of {@code graph} allows one. */
  static @Nullable Value of(Graph graph, GraphBuilder builder) {
    for (Value input : graph.inputs()) {
      Shape shape = input.initializer() == null ? input.shape() : null;
      if (shape != null && !shape.isStatic()) {
        return ofSize(input, shape, builder);
      }
      if (shape != null && shape.elementCount() > 0 && isNumber(input.elementType())) {
        return ofElement(input, builder);
      }
    }
    return null;
  }

  private static Value ofSize(Value input, Shape shape, GraphBuilder builder) {
    int axis = 0;
    while (shape.dim(axis).isStatic()) {
      axis++;
    }
    Value size =
        builder.typed(
            builder.call("Gather", builder.shapeOf(input), builder.longs(axis)), DataType.INT64);
    return builder.mul(size, builder.longs(0));
  }

  private static Value ofElement(Value input, GraphBuilder builder) {
    Value flat = builder.reshape(input, -1);
    Value first = builder.like(input, builder.call("Gather", flat, builder.longs(0)));
    Value never =
        builder.call("And", builder.cast(first, DataType.BOOL), builder.scalar(0, DataType.BOOL));
    return builder.cast(builder.typed(never, DataType.BOOL), DataType.INT64);
  }

  private static boolean isNumber(DataType type) {
    return switch (type) {
      case FLOAT, DOUBLE, INT32, INT64 -> true;
      default -> false;
    };
  }
}
