package io.lntune.trainer.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.trainer.data.NamedArray;
import org.junit.jupiter.api.Test;

final class NumbersTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static double difference(double[] a, double[] b) {
    return Numbers.maxDifference(a, b);
  }

  private static double[] of(double... values) {
    return values;
  }

  @Test
  void theLargestDifferenceCounts() {
    assertEquals(2, difference(of(1, 2, 3), of(1, 4, 2)));
    assertEquals(0, difference(of(0.0), of(-0.0)));
    assertEquals(3, Numbers.maxAbs(of(1, -3, 2)));
  }

  @Test
  void equalInfinitiesAgreeAndHideNothingAfterThem() {
    assertEquals(0, difference(of(INFINITE, NAN), of(INFINITE, NAN)));
    assertEquals(1, difference(of(INFINITE, 2), of(INFINITE, 3)));
    assertEquals(1, difference(of(NAN, 2), of(NAN, 3)));
  }

  @Test
  void aNumberBesideNoneIsNeverOutweighed() {
    assertTrue(Double.isNaN(difference(of(NAN, 1), of(0, 9))));
    assertTrue(Double.isNaN(difference(of(1, 0), of(9, NAN))));
    assertEquals(INFINITE, difference(of(INFINITE), of(-INFINITE)));
    assertEquals(INFINITE, difference(of(INFINITE), of(1)));
  }

  @Test
  void otherSizesAreInfinitelyDifferent() {
    assertEquals(INFINITE, difference(of(1), of(1, 1)));
  }

  @Test
  void arraysOfAnyTypeAreRead() {
    assertArrayEquals(of(1.5, -2), Numbers.of(NamedArray.ofFloats("a", new float[] {1.5f, -2}, 2)));
    assertArrayEquals(of(7), Numbers.of(NamedArray.ofLongs("a", new long[] {7}, 1)));
  }
}
