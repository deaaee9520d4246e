package io.lntune.graph.parse;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.parse.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements that a tensor keeps in the field of their type instead of {@code raw_data}. */
final class TypedData {
  private TypedData() {}

  /** Number of entries that the typed field for {@code type} holds. */
  static int count(TensorProto tensor, DataType type) {
    return switch (type) {
      case FLOAT, COMPLEX64 -> tensor.getFloatDataCount();
      case DOUBLE, COMPLEX128 -> tensor.getDoubleDataCount();
      case INT64 -> tensor.getInt64DataCount();
      case UINT32, UINT64 -> tensor.getUint64DataCount();
      case STRING -> tensor.getStringDataCount();
      case UNDEFINED -> 0;
      default -> tensor.getInt32DataCount();
    };
  }

  /** Bytes that one entry stands for; sub-byte elements are packed into one byte per entry. */
  static int entryBytes(DataType type) {
    return switch (type) {
      case COMPLEX64 -> 4;
      case COMPLEX128 -> 8;
      default -> Math.max(1, type.bits() / 8);
    };
  }

  /** The entries as {@code raw_data} would have them. */
  static ByteBuffer toRaw(TensorProto tensor, DataType type) {
    int count = count(tensor, type);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(count, entryBytes(type)))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      switch (type) {
        case FLOAT, COMPLEX64 -> bytes.putFloat(tensor.getFloatData(i));
        case DOUBLE, COMPLEX128 -> bytes.putDouble(tensor.getDoubleData(i));
        case INT64 -> bytes.putLong(tensor.getInt64Data(i));
        case UINT64 -> bytes.putLong(tensor.getUint64Data(i));
        case UINT32 -> bytes.putInt((int) tensor.getUint64Data(i));
        case INT32 -> bytes.putInt(tensor.getInt32Data(i));
        case INT16, UINT16, FLOAT16, BFLOAT16 -> bytes.putShort((short) tensor.getInt32Data(i));
        default -> bytes.put((byte) tensor.getInt32Data(i));
      }
    }
    return bytes.flip();
  }
}
