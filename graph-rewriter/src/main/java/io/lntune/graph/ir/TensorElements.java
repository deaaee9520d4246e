package io.lntune.graph.ir;

import io.lntune.graph.LntuneException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Converts the elements of small tensors to and from Java numbers. */
public final class TensorElements {
  private TensorElements() {}

  /** Elements as double; exact for every type but the outer range of 64-bit integers. */
  public static double[] toDoubles(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.elementCount())];
    ByteBuffer bytes = tensor.bytes();
    for (int i = 0; i < values.length; i++) {
      values[i] = read(tensor, bytes, i);
    }
    return values;
  }

  /** Elements as long; floating-point elements are an error. */
  public static long[] toLongs(Tensor tensor) {
    if (tensor.elementType() == DataType.INT64) {
      long[] values = new long[Math.toIntExact(tensor.elementCount())];
      tensor.bytes().asLongBuffer().get(values);
      return values;
    }
    if (tensor.elementType().isFloatingPoint()) {
      throw unreadable(tensor, "integers");
    }
    double[] doubles = toDoubles(tensor);
    long[] values = new long[doubles.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) doubles[i];
    }
    return values;
  }

  /** A tensor in memory whose elements are the given numbers, rounded to the type. */
  public static Tensor encode(String name, DataType type, Shape shape, double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(type.byteSize(values.length)))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      switch (type) {
        case FLOAT -> bytes.putFloat((float) value);
        case DOUBLE -> bytes.putDouble(value);
        case FLOAT16 -> bytes.putShort(HalfPrecision.toFloat16((float) value));
        case BFLOAT16 -> bytes.putShort(HalfPrecision.toBfloat16((float) value));
        case INT64, UINT64 -> bytes.putLong((long) value);
        case INT32, UINT32 -> bytes.putInt((int) (long) value);
        case INT16, UINT16 -> bytes.putShort((short) (long) value);
        case INT8, UINT8, BOOL -> bytes.put((byte) (long) value);
        default ->
            throw LntuneException.unsupported(
                "Cannot make a tensor of type " + type.onnxName(), "tensor '" + name + "'", "");
      }
    }
    return new Tensor(name, type, shape, new InlineBytes(bytes.flip()), null);
  }

  private static double read(Tensor tensor, ByteBuffer bytes, int i) {
    return switch (tensor.elementType()) {
      case FLOAT -> bytes.getFloat(4 * i);
      case DOUBLE -> bytes.getDouble(8 * i);
      case FLOAT16 -> HalfPrecision.fromFloat16(bytes.getShort(2 * i));
      case BFLOAT16 -> HalfPrecision.fromBfloat16(bytes.getShort(2 * i));
      case INT64, UINT64 -> bytes.getLong(8 * i);
      case INT32 -> bytes.getInt(4 * i);
      case UINT32 -> bytes.getInt(4 * i) & 0xFFFFFFFFL;
      case INT16 -> bytes.getShort(2 * i);
      case UINT16 -> bytes.getShort(2 * i) & 0xFFFF;
      case INT8 -> bytes.get(i);
      case UINT8, BOOL -> bytes.get(i) & 0xFF;
      default -> throw unreadable(tensor, "numbers");
    };
  }

  private static LntuneException unreadable(Tensor tensor, String what) {
    return LntuneException.unsupported(
        "Elements of type " + tensor.elementType().onnxName() + " cannot be read as " + what,
        "tensor '" + tensor.name() + "'",
        "Re-export the model with this tensor in a standard type.");
  }
}
