package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Dim;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** One array {@code [examples, ...]} of a file, read row by row as the type the model wants. */
final class ArrayColumn {
  private final FeatureSpec spec;
  private final ByteRegion region;
  private final long[] sizes;
  private final int rowBytes;
  private final ElementConversion conversion;
  private final ByteBuffer scratch;

  /** The column that {@code header} of {@code file} becomes; a misfit is an error. */
  ArrayColumn(ArrayFile file, ArrayHeader header, FeatureSpec spec) {
    String where = file.path() + ", array '" + header.name() + "'";
    requireShape(file.path(), header, spec);
    this.spec = spec;
    this.sizes = header.shape().sizes();
    this.conversion = ElementConversion.between(header.type(), spec.type(), where);
    this.region = file.region(header.name());
    long row = header.byteSize() / Math.max(1, sizes[0]);
    if (row > Integer.MAX_VALUE) {
      throw LntuneException.unsupported("One example is larger than 2 GiB", where, "Split it.");
    }
    this.rowBytes = (int) row;
    this.scratch =
        ByteBuffer.allocateDirect(conversion.isCopy() ? 0 : rowBytes)
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void requireShape(Path path, ArrayHeader header, FeatureSpec spec) {
    int rank = header.shape().rank();
    boolean fits = rank > 0 && (!spec.hasRank() || spec.rank() == rank);
    for (int axis = 1; fits && axis < rank; axis++) {
      Dim wanted = spec.dim(axis);
      fits = !wanted.isStatic() || wanted.equals(header.shape().dim(axis));
    }
    if (!fits) {
      throw LntuneException.badInput(
          "The array " + header + " does not fit the model's " + spec,
          path.toString(),
          "The first axis must count examples and the others must be those of the model.");
    }
  }

  FeatureSpec spec() {
    return spec;
  }

  long examples() {
    return sizes[0];
  }

  boolean rounds() {
    return conversion.rounds();
  }

  /** Copies the rows at {@code indices} into an array of {@code buffers}. */
  NamedArray read(long[] indices, BatchBuffers buffers) {
    long[] batchSizes = sizes.clone();
    batchSizes[0] = indices.length;
    NamedArray array = buffers.prepare(spec, batchSizes);
    ByteBuffer target = array.bytes();
    for (long index : indices) {
      if (conversion.isCopy()) {
        region.copy(index * rowBytes, rowBytes, target);
      } else {
        scratch.clear();
        region.copy(index * rowBytes, rowBytes, scratch);
        conversion.convert(scratch.flip(), target);
      }
    }
    return array;
  }
}
