package io.lntune.graph.emit.checkpoint;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the tensors of one checkpoint. */
final class TensorTable {
  private static final long ABSENT = -1;

  private final Path file;
  private final boolean nominal;
  private final boolean external;
  private @Nullable Long dataSize;

  TensorTable(Path file, boolean nominal, boolean external) {
    this.file = file;
    this.nominal = nominal;
    this.external = external;
  }

  Tensor read(FlatTable table) {
    String name = table.text(Field.TENSOR_NAME);
    if (name.isEmpty()) {
      throw CheckpointBytes.damaged(file, "a tensor has no name");
    }
    DataType type = type(table.integer(Field.TENSOR_TYPE, 0), name);
    Shape shape = shape(table.numbers(Field.TENSOR_DIMS), name);
    long size;
    try {
      size = type.byteSize(shape.elementCount());
    } catch (ArithmeticException e) {
      throw damaged(name, "has the impossible shape " + shape).causedBy(e);
    }
    return new Tensor(name, type, shape, content(table, name, size), null);
  }

  private DataType type(int code, String name) {
    DataType type = code > 0 && code <= DataType.INT2.code() ? DataType.ofCode(code) : null;
    if (type == null || type.bits() == 0) {
      throw damaged(name, "has the element type " + code + ", which no parameter can have");
    }
    return type;
  }

  private Shape shape(long[] sizes, String name) {
    for (long size : sizes) {
      if (size < 0) {
        throw damaged(name, "has the negative size " + size);
      }
    }
    return Shape.of(sizes);
  }

  private TensorContent content(FlatTable table, String name, long size) {
    ByteBuffer bytes = table.bytes(Field.TENSOR_BYTES);
    long offset = table.number(Field.TENSOR_OFFSET, ABSENT);
    if (external && offset != ABSENT) {
      return region(name, offset, size);
    }
    if (bytes == null) {
      throw damaged(name, "has no values");
    }
    if (!nominal && bytes.remaining() != size) {
      throw damaged(name, "has " + bytes.remaining() + " bytes, its shape needs " + size);
    }
    return new InlineBytes(bytes);
  }

  private FileRegion region(String name, long offset, long size) {
    Path data = CheckpointBytes.dataFile(file);
    if (dataSize == null) {
      try {
        dataSize = Files.size(data);
      } catch (IOException e) {
        throw LntuneException.badInput(
                "The values of the checkpoint are in '"
                    + data.getFileName()
                    + "', which is missing",
                file.toString(),
                "Copy that file with the checkpoint.")
            .causedBy(e);
      }
    }
    if (offset < 0 || offset > dataSize || size > dataSize - offset) {
      throw damaged(
          name, "has its values at byte " + offset + " of a data file of " + dataSize + " bytes");
    }
    return new FileRegion(data, offset, size);
  }

  private LntuneException damaged(String tensor, String detail) {
    return CheckpointBytes.damaged(file, "tensor '" + tensor + "' " + detail);
  }
}
