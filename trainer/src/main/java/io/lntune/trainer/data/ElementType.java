package io.lntune.trainer.data;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.HalfPrecision;
import java.nio.ByteBuffer;

/**
 * Reading and writing one element of a little-endian buffer as a {@code long} or a {@code double}.
 */
final class ElementType {
  private ElementType() {}

  /** True for the types whose values fit a {@code long}, {@code bool} as 0 or 1 included. */
  static boolean isInteger(DataType type) {
    return switch (type) {
      case BOOL, UINT8, INT8, UINT16, INT16, UINT32, INT32, INT64 -> true;
      default -> false;
    };
  }

  /** True for the types that {@link #readDouble} and {@link #writeDouble} know. */
  static boolean isFloatingPoint(DataType type) {
    return type.isFloatingPoint();
  }

  static boolean isSupported(DataType type) {
    return isInteger(type) || isFloatingPoint(type);
  }

  static long readLong(DataType type, ByteBuffer source) {
    return switch (type) {
      case BOOL -> source.get() == 0 ? 0 : 1;
      case UINT8 -> Byte.toUnsignedLong(source.get());
      case INT8 -> source.get();
      case UINT16 -> Short.toUnsignedLong(source.getShort());
      case INT16 -> source.getShort();
      case UINT32 -> Integer.toUnsignedLong(source.getInt());
      case INT32 -> source.getInt();
      case INT64 -> source.getLong();
      default -> throw new IllegalArgumentException(type.onnxName());
    };
  }

  static double readDouble(DataType type, ByteBuffer source) {
    return switch (type) {
      case FLOAT -> source.getFloat();
      case DOUBLE -> source.getDouble();
      case FLOAT16 -> HalfPrecision.fromFloat16(source.getShort());
      case BFLOAT16 -> HalfPrecision.fromBfloat16(source.getShort());
      default -> throw new IllegalArgumentException(type.onnxName());
    };
  }

  /** Writes {@code value} and answers whether the type can hold it. */
  static boolean writeLong(DataType type, ByteBuffer target, long value) {
    switch (type) {
      case BOOL, UINT8, INT8 -> target.put((byte) value);
      case UINT16, INT16 -> target.putShort((short) value);
      case UINT32, INT32 -> target.putInt((int) value);
      case INT64 -> target.putLong(value);
      default -> throw new IllegalArgumentException(type.onnxName());
    }
    return value >= smallest(type) && value <= largest(type);
  }

  /**
   * Writes {@code value} rounded to the type and answers whether it stayed finite; NaN and infinity
   * pass as they are.
   */
  static boolean writeDouble(DataType type, ByteBuffer target, double value) {
    float narrowed = (float) value;
    double stored =
        switch (type) {
          case FLOAT -> narrowed;
          case FLOAT16 -> HalfPrecision.fromFloat16(HalfPrecision.toFloat16(narrowed));
          case BFLOAT16 -> HalfPrecision.fromBfloat16(HalfPrecision.toBfloat16(narrowed));
          default -> value;
        };
    switch (type) {
      case FLOAT -> target.putFloat(narrowed);
      case DOUBLE -> target.putDouble(value);
      case FLOAT16 -> target.putShort(HalfPrecision.toFloat16(narrowed));
      case BFLOAT16 -> target.putShort(HalfPrecision.toBfloat16(narrowed));
      default -> throw new IllegalArgumentException(type.onnxName());
    }
    return Double.isFinite(stored) || !Double.isFinite(value);
  }

  /** Integers of at most this magnitude have an exact value in a floating-point type. */
  static long largestExactInteger(DataType type) {
    return switch (type) {
      case DOUBLE -> 1L << 53;
      case FLOAT -> 1L << 24;
      case FLOAT16 -> 1L << 11;
      case BFLOAT16 -> 1L << 8;
      default -> throw new IllegalArgumentException(type.onnxName());
    };
  }

  private static long smallest(DataType type) {
    return switch (type) {
      case INT8 -> Byte.MIN_VALUE;
      case INT16 -> Short.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      case INT64 -> Long.MIN_VALUE;
      default -> 0;
    };
  }

  private static long largest(DataType type) {
    return switch (type) {
      case BOOL -> 1;
      case UINT8 -> 0xff;
      case INT8 -> Byte.MAX_VALUE;
      case UINT16 -> 0xffff;
      case INT16 -> Short.MAX_VALUE;
      case UINT32 -> 0xffff_ffffL;
      case INT32 -> Integer.MAX_VALUE;
      default -> Long.MAX_VALUE;
    };
  }
}
