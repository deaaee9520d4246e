package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A zero that ONNX Runtime cannot know before it runs a graph: the first element of an input, and
 * false. What depends on it is not evaluated at load.
 */
final class RunTimeZero {
  private RunTimeZero() {}

  /** The zero, int64 [1]; null when no input of {@code graph} is sure to have an element. */
  static @Nullable Value of(Graph graph, GraphBuilder builder) {
    for (Value input : graph.inputs()) {
      if (input.initializer() == null && hasElements(input) && isNumber(input.elementType())) {
        Value flat = builder.reshape(input, -1);
        Value first = builder.like(input, builder.call("Gather", flat, builder.longs(0)));
        Value never =
            builder.call(
                "And", builder.cast(first, DataType.BOOL), builder.scalar(0, DataType.BOOL));
        return builder.cast(builder.typed(never, DataType.BOOL), DataType.INT64);
      }
    }
    return null;
  }

  private static boolean hasElements(Value input) {
    Shape shape = input.shape();
    return shape != null && shape.isStatic() && shape.elementCount() > 0;
  }

  private static boolean isNumber(DataType type) {
    return switch (type) {
      case FLOAT, DOUBLE, INT32, INT64 -> true;
      default -> false;
    };
  }
}
