package io.lntune.graph.ir;

import io.lntune.graph.LntuneException;
import java.util.Locale;

/**
 * Element type of a tensor; codes are those of {@code TensorProto.DataType}, ONNX IR version 13.
 */
public enum DataType {
  UNDEFINED(0, 0),
  FLOAT(1, 32),
  UINT8(2, 8),
  INT8(3, 8),
  UINT16(4, 16),
  INT16(5, 16),
  INT32(6, 32),
  INT64(7, 64),
  STRING(8, 0),
  BOOL(9, 8),
  FLOAT16(10, 16),
  DOUBLE(11, 64),
  UINT32(12, 32),
  UINT64(13, 64),
  COMPLEX64(14, 64),
  COMPLEX128(15, 128),
  BFLOAT16(16, 16),
  FLOAT8E4M3FN(17, 8),
  FLOAT8E4M3FNUZ(18, 8),
  FLOAT8E5M2(19, 8),
  FLOAT8E5M2FNUZ(20, 8),
  UINT4(21, 4),
  INT4(22, 4),
  FLOAT4E2M1(23, 4),
  FLOAT8E8M0(24, 8),
  UINT2(25, 2),
  INT2(26, 2);

  private static final DataType[] BY_CODE = values();

  private final int code;
  private final int bits;

  DataType(int code, int bits) {
    this.code = code;
    this.bits = bits;
  }

  /** The type with the given {@code TensorProto.DataType} number. */
  public static DataType ofCode(int code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw LntuneException.badInput(
          "Unknown tensor element type " + code,
          "",
          "The model was written for a newer ONNX version; re-export it with ONNX IR version 13 or"
              + " older.");
    }
    return BY_CODE[code];
  }

  /** Number in {@code TensorProto.DataType}. */
  public int code() {
    return code;
  }

  /** Bits of one element; 0 for strings and undefined. */
  public int bits() {
    return bits;
  }

  /** Bytes that {@code elements} elements take in {@code raw_data}; sub-byte types are packed. */
  public long byteSize(long elements) {
    return Math.addExact(Math.multiplyExact(elements, (long) bits), 7) / 8;
  }

  /** True for the types a gradient can have. */
  public boolean isFloatingPoint() {
    return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
  }

  /** Name as the ONNX documentation spells it, for example {@code float16}. */
  public String onnxName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
