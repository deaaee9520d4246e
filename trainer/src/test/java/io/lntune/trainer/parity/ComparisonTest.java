package io.lntune.trainer.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private final Comparison comparison = new Comparison();

  @Test
  void keepsTheWorst() {
    comparison.add("first", 1e-6, 1e-4);
    comparison.add("second", 5e-5, 1e-4);
    comparison.add("third", 1e-5, 1e-4);
    assertEquals(0.5, comparison.errorOverTolerance());
    assertEquals("second", comparison.worst());
    assertTrue(comparison.passed());
  }

  @Test
  void theToleranceItselfPassesAndMoreDoesNot() {
    comparison.add("equal", 1e-4, 1e-4);
    assertTrue(comparison.passed());
    comparison.add("more", 1.1e-4, 1e-4);
    assertFalse(comparison.passed());
  }

  @Test
  void whatIsNotANumberIsInfinitelyWrong() {
    comparison.add("error", Double.NaN, 1e-4);
    assertEquals(INFINITE, comparison.errorOverTolerance());
    comparison.add("later", 0, 1e-4);
    assertEquals("error", comparison.worst());
    assertFalse(comparison.passed());
  }

  @Test
  void anInfiniteErrorFails() {
    comparison.add("error", INFINITE, 1e-4);
    assertFalse(comparison.passed());
  }

  @Test
  void withoutToleranceOnlyEqualityPasses() {
    comparison.add("equal", 0, 0);
    assertTrue(comparison.passed());
    comparison.add("not equal", 1e-30, 0);
    assertFalse(comparison.passed());
  }

  @Test
  void aToleranceThatIsNotANumberFails() {
    comparison.add("tolerance", 1e-9, Double.NaN);
    assertFalse(comparison.passed());
  }
}
