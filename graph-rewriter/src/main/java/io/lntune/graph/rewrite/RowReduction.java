package io.lntune.graph.rewrite;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;

/** One float32 number for each row of a tensor, typed, since later stages ask for its axes. */
public final class RowReduction {
  private RowReduction() {}

  /** {@code x} [..., n] reduced to [..., 1] by the operator {@code onnxType}. */
  public static Value of(GraphBuilder builder, String onnxType, Value x) {
    Value reduced = builder.reduce(onnxType, x, true, -1);
    Shape shape = x.shape();
    Shape rows = shape == null ? null : shape.with(-1, Dim.of(1));
    reduced.setType(new TensorType(DataType.FLOAT, rows));
    return reduced;
  }
}
