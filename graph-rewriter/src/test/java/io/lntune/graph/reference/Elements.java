package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;

/** How a number becomes an element of a type. */
final class Elements {
  private Elements() {}

  /** Truncated and wrapped for integers, 0 or 1 for booleans, unchanged for floating point. */
  static double store(DataType type, double value) {
    return switch (type) {
      case BOOL -> value != 0 ? 1 : 0;
      case INT8 -> (byte) (long) value;
      case UINT8 -> (long) value & 0xFF;
      case INT16 -> (short) (long) value;
      case UINT16 -> (long) value & 0xFFFF;
      case INT32 -> (int) (long) value;
      case UINT32 -> (long) value & 0xFFFFFFFFL;
      case INT64, UINT64 -> (long) value;
      default -> value;
    };
  }

  /** Rounded half to even and clamped to the range of an integer type of 8 or 16 bits. */
  static double saturate(DataType type, double value) {
    double rounded = Math.rint(value);
    return switch (type) {
      case INT8 -> clamp(rounded, -128, 127);
      case UINT8 -> clamp(rounded, 0, 255);
      case INT16 -> clamp(rounded, -32768, 32767);
      case UINT16 -> clamp(rounded, 0, 65535);
      default -> throw new IllegalArgumentException("Quantization to " + type.onnxName());
    };
  }

  static boolean isInteger(DataType type) {
    return switch (type) {
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 -> true;
      default -> false;
    };
  }

  private static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }
}
