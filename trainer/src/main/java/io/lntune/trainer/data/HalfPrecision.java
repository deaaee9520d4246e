package io.lntune.trainer.data;

/** Conversion of {@code float16} (IEEE 754 binary16) and {@code bfloat16} bit patterns. */
final class HalfPrecision {
  private static final int FLOAT16_MANTISSA_BITS = 10;
  private static final int FLOAT16_EXPONENT_BIAS = 15;

  private HalfPrecision() {}

  /** The exact value of a {@code float16}. */
  static float ofFloat16(short bits) {
    int exponent = (bits >>> FLOAT16_MANTISSA_BITS) & 0x1f;
    int mantissa = bits & 0x3ff;
    float magnitude;
    if (exponent == 0x1f) {
      magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = mantissa * 0x1p-24f;
    } else {
      magnitude = Math.scalb((float) (mantissa | 0x400), exponent - 25);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /** The nearest {@code float16}, ties to even; too large a value becomes infinite. */
  static short toFloat16(float value) {
    int sign = (Float.floatToRawIntBits(value) >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) 0x7e00;
    }
    if (magnitude >= 65520f) {
      return (short) (sign | 0x7c00);
    }
    int exponent = Math.max(Math.getExponent(magnitude), 1 - FLOAT16_EXPONENT_BIAS);
    // Scaling by a power of two is exact, so the one rounding happens in rint.
    int mantissa =
        (int) Math.rint((double) Math.scalb(magnitude, FLOAT16_MANTISSA_BITS - exponent));
    // A mantissa that rounds up to the next power carries into the exponent by plain addition; a
    // subnormal has no hidden bit and starts at exponent field 0.
    return (short) (sign | (((exponent + FLOAT16_EXPONENT_BIAS - 1) << 10) + mantissa));
  }

  /** The exact value of a {@code bfloat16}. */
  static float ofBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The nearest {@code bfloat16}, ties to even. */
  static short toBfloat16(float value) {
    if (Float.isNaN(value)) {
      return (short) 0x7fc0;
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
