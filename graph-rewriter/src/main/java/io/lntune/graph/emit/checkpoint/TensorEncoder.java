package io.lntune.graph.emit.checkpoint;

import com.google.flatbuffers.FlatBufferBuilder;
import io.lntune.graph.file.AtomicWrite;
import io.lntune.graph.ir.Tensor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** Writes tensors into a checkpoint; external values are placed one after the other. */
final class TensorEncoder {
  private static final int ALIGNMENT = 8;
  private static final long NO_OFFSET = -1;

  private final FlatBufferBuilder builder;
  private final boolean external;
  private final List<Tensor> outside = new ArrayList<>();
  private long end;

  TensorEncoder(FlatBufferBuilder builder, boolean external) {
    this.builder = builder;
    this.external = external;
  }

  /** The tensor with its elements, here or in the data file. */
  int withValues(Tensor tensor) {
    if (!external) {
      return table(tensor, bytes(tensor), NO_OFFSET);
    }
    long offset = end;
    end = Math.addExact(end, tensor.byteSize());
    outside.add(tensor);
    return table(tensor, 0, offset);
  }

  /** The tensor's name, type and shape. The runtime wants the list of bytes to be there, empty. */
  int withoutValues(Tensor tensor) {
    return table(tensor, builder.createByteVector(new byte[0]), NO_OFFSET);
  }

  private int bytes(Tensor tensor) {
    int size = Math.toIntExact(tensor.byteSize());
    builder.createUnintializedVector(1, size, ALIGNMENT).put(tensor.bytes());
    return builder.endVector();
  }

  private int table(Tensor tensor, int bytes, long offset) {
    int name = builder.createString(tensor.name());
    long[] sizes = tensor.shape().sizes();
    builder.startVector(Long.BYTES, sizes.length, Long.BYTES);
    for (int i = sizes.length - 1; i >= 0; i--) {
      builder.addLong(sizes[i]);
    }
    int dims = builder.endVector();
    builder.startTable(Field.TENSOR_COUNT);
    builder.addOffset(Field.TENSOR_NAME, name, 0);
    builder.addOffset(Field.TENSOR_DIMS, dims, 0);
    builder.addInt(Field.TENSOR_TYPE, tensor.elementType().code(), 0);
    builder.addOffset(Field.TENSOR_BYTES, bytes, 0);
    builder.addLong(Field.TENSOR_OFFSET, offset, NO_OFFSET);
    return builder.endTable();
  }

  /** Writes the external values in the order of their offsets. */
  void writeData(FileChannel channel) throws IOException {
    for (Tensor tensor : outside) {
      AtomicWrite.writeFully(channel, tensor.bytes());
    }
  }
}
