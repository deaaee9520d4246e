package io.lntune.graph.rewrite.narrow;

import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;

/** Tensors whose elements all differ. */
final class SineTensors {
  private static final int TOKENS = 8;

  private SineTensors() {}

  /** [rows, columns]; one row is a vector, and eight are the tokens [2, 4, columns] of a batch. */
  static Tensor matrix(String name, int rows, int columns, double frequency) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(frequency * (i + 1));
    }
    Shape shape = rows == 1 ? Shape.of(columns) : Shape.of(rows, columns);
    return Tensor.ofFloats(name, rows == TOKENS ? Shape.of(2, 4, columns) : shape, values);
  }
}
