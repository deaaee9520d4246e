package io.lntune.graph.rewrite.chunk;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;
import java.util.Objects;

/**
 * Rows in chunks of one size. Where they do not come out even, the last row is there several times
 * at the end, which harms nothing that works row by row, and is dropped in the end.
 *
 * @param rows how many there are: int64 [1]
 * @param chunks how many there are: int64 [1]
 * @param size rows of each: int64 [1]
 * @param positions of the rows in the chunks: int64 [chunks * size]
 * @param axis the axis of {@code size}
 */
record RowDivision(Value rows, Value chunks, Value size, Value positions, Dim axis) {
  /** At least as many chunks as have no more than {@code most} rows of {@code sample} each. */
  static RowDivision of(GraphBuilder builder, Value sample, long most) {
    Dim known = Objects.requireNonNull(sample.shape()).dim(0);
    return known.isStatic()
        ? fixed(builder, known.size(), most)
        : open(builder, builder.typed(first(builder, sample), DataType.INT64), most);
  }

  private static RowDivision fixed(GraphBuilder builder, long rows, long most) {
    long chunks = (rows + most - 1) / most;
    long size = (rows + chunks - 1) / chunks;
    long[] positions = new long[Math.toIntExact(chunks * size)];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = Math.min(i, rows - 1);
    }
    return new RowDivision(
        builder.longs(rows),
        builder.longs(chunks),
        builder.longs(size),
        builder.longs(positions),
        Dim.of(size));
  }

  private static RowDivision open(GraphBuilder builder, Value rows, long most) {
    Value one = builder.longs(1);
    Value chunks = builder.div(builder.add(rows, builder.longs(most - 1)), builder.longs(most));
    Value size = builder.div(builder.sub(builder.add(rows, chunks), one), chunks);
    Value all = builder.squeeze(builder.mul(chunks, size), 0);
    Value zero = builder.scalar(0, DataType.INT64);
    Value step = builder.scalar(1, DataType.INT64);
    Value order = builder.typed(builder.call("Range", zero, all, step), DataType.INT64);
    Value positions =
        builder.typed(builder.call("Min", order, builder.sub(rows, one)), DataType.INT64);
    return new RowDivision(rows, chunks, size, positions, Dim.symbolic(size.name()));
  }

  private static Value first(GraphBuilder builder, Value sample) {
    return builder.call("Gather", builder.shapeOf(sample), builder.longs(0));
  }

  /** {@code value} [rows, C] as [chunks, size, C]. */
  Value divide(GraphBuilder builder, Value value) {
    Value chosen = builder.like(value, builder.call("Gather", value, positions));
    long columns = Objects.requireNonNull(value.shape()).dim(1).size();
    Value target = builder.concat(0, chunks, size, builder.longs(columns));
    Value divided = builder.reshape(chosen, target);
    divided.setType(stacked(value));
    return divided;
  }

  /** The type of {@code value} [rows, C] as [chunks, size, C]. */
  TensorType stacked(Value value) {
    Dim count = chunks.initializer() == null ? Dim.UNKNOWN : Dim.of(chunkCount());
    Dim columns = Objects.requireNonNull(value.shape()).dim(1);
    return new TensorType(value.elementType(), new Shape(List.of(count, axis, columns)));
  }

  private long chunkCount() {
    return Objects.requireNonNull(chunks.initializer()).toLongs()[0];
  }

  /** {@code parts} [chunks, size, C] as what they are of: {@code whole} [rows, C]. */
  Value join(GraphBuilder builder, Value parts, Value whole) {
    long columns = Objects.requireNonNull(whole.shape()).dim(1).size();
    Value flat = builder.reshape(parts, -1, columns);
    return builder.sameType(
        whole, builder.call("Slice", flat, builder.longs(0), rows, builder.longs(0)));
  }
}
