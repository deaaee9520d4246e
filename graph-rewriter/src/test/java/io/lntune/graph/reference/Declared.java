package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;

/** Holds a computed array against what the graph declares about its value. */
final class Declared {
  private Declared() {}

  static void check(Value value, Array array) {
    Shape shape = value.shape();
    boolean typeFits =
        value.elementType() == DataType.UNDEFINED || value.elementType() == array.type();
    if (!typeFits || (shape != null && !fits(shape, array))) {
      throw new IllegalArgumentException("Value '" + value + "' declared, but it is " + array);
    }
  }

  private static boolean fits(Shape shape, Array array) {
    boolean fits = shape.rank() == array.rank();
    for (int i = 0; fits && i < array.rank(); i++) {
      Dim dim = shape.dim(i);
      fits = !dim.isStatic() || dim.size() == array.size(i);
    }
    return fits;
  }
}
