package io.lntune.graph.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HalfPrecisionTest {
  private static final int PATTERNS = 1 << 16;

  @Test
  void everyFloat16PatternHasItsValue() {
    for (int bits = 0; bits < PATTERNS; bits++) {
      float actual = HalfPrecision.fromFloat16((short) bits);
      double expected = value(bits, 5, 10);
      assertTrue(Double.compare(expected, actual) == 0, Integer.toHexString(bits));
    }
  }

  @Test
  void everyBfloat16PatternHasItsValue() {
    for (int bits = 0; bits < PATTERNS; bits++) {
      float actual = HalfPrecision.fromBfloat16((short) bits);
      double expected = value(bits, 8, 7);
      assertTrue(Double.compare(expected, actual) == 0, Integer.toHexString(bits));
    }
  }

  @Test
  void everyPatternSurvivesARoundTrip() {
    for (int bits = 0; bits < PATTERNS; bits++) {
      float half = HalfPrecision.fromFloat16((short) bits);
      if (!Float.isNaN(half)) {
        assertEquals((short) bits, HalfPrecision.toFloat16(half));
      }
      float brain = HalfPrecision.fromBfloat16((short) bits);
      if (!Float.isNaN(brain)) {
        assertEquals((short) bits, HalfPrecision.toBfloat16(brain));
      }
    }
  }

  @Test
  void betweenTwoNeighboursTheNearestIsTakenAndTiesGoToEven() {
    for (int bits = 0; bits < 0x7BFF; bits++) {
      assertRounds(bits, value(bits, 5, 10), value(bits + 1, 5, 10), true);
    }
    for (int bits = 0; bits < 0x7F7F; bits++) {
      assertRounds(bits, value(bits, 8, 7), value(bits + 1, 8, 7), false);
    }
  }

  private static void assertRounds(int bits, double low, double high, boolean half) {
    float middle = (float) ((low + high) / 2);
    if (middle != (low + high) / 2) {
      return; // the midpoint of two tiny bfloat16 numbers need not be a float
    }
    int even = bits % 2 == 0 ? bits : bits + 1;
    assertEquals(even, convert(middle, half), Integer.toHexString(bits));
    assertEquals(bits, convert(Math.nextDown(middle), half), Integer.toHexString(bits));
    assertEquals(bits + 1, convert(Math.nextUp(middle), half), Integer.toHexString(bits));
    assertEquals(even | 0x8000, convert(-middle, half), Integer.toHexString(bits));
  }

  private static int convert(float value, boolean half) {
    return (half ? HalfPrecision.toFloat16(value) : HalfPrecision.toBfloat16(value)) & 0xFFFF;
  }

  @Test
  void overflowBecomesInfinity() {
    assertEquals(0x7BFF, convert(65504, true));
    assertEquals(0x7BFF, convert(Math.nextDown(65520f), true));
    assertEquals(0x7C00, convert(65520, true));
    assertEquals(0x7C00, convert(Float.MAX_VALUE, true));
    assertEquals(0xFC00, convert(Float.NEGATIVE_INFINITY, true));
    assertEquals(0x7F80, convert(Float.MAX_VALUE, false));
    assertEquals(0xFF80, convert(Float.NEGATIVE_INFINITY, false));
  }

  @Test
  void everyNaNStaysOne() {
    Random random = new Random(3);
    for (int i = 0; i < 1000; i++) {
      int bits = 0x7F800001 + random.nextInt(0x7FFFFF);
      float nan = Float.intBitsToFloat(bits | (i % 2) << 31);
      assertTrue(Float.isNaN(HalfPrecision.fromFloat16(HalfPrecision.toFloat16(nan))));
      assertTrue(Float.isNaN(HalfPrecision.fromBfloat16(HalfPrecision.toBfloat16(nan))));
    }
  }

  /** The definition of IEEE 754: sign, biased exponent, mantissa. */
  private static double value(int bits, int exponentBits, int mantissaBits) {
    int sign = bits >> 15 == 0 ? 1 : -1;
    int exponent = (bits >> mantissaBits) & ((1 << exponentBits) - 1);
    int mantissa = bits & ((1 << mantissaBits) - 1);
    int bias = (1 << (exponentBits - 1)) - 1;
    double fraction = Math.scalb((double) mantissa, -mantissaBits);
    if (exponent == (1 << exponentBits) - 1) {
      return mantissa == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return exponent == 0
        ? sign * Math.scalb(fraction, 1 - bias)
        : sign * Math.scalb(1 + fraction, exponent - bias);
  }
}
