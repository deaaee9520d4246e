package io.lntune.graph.rewrite;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import java.util.Random;

/** Tensors for tests that need some numbers, the same in every run. */
public final class RandomTensor {
  private RandomTensor() {}

  /** Float32 numbers between -1 and 1 of these sizes. */
  public static Tensor uniform(String name, long seed, long... sizes) {
    Shape shape = Shape.of(sizes);
    double[] values = new Random(seed).doubles(shape.elementCount(), -1, 1).toArray();
    return TensorElements.encode(name, DataType.FLOAT, shape, values);
  }
}
