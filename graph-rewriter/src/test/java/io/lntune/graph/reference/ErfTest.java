package io.lntune.graph.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErfTest {
  /** A few units in the last place: the series and the exponential each lose one or two. */
  private static final double RELATIVE = 1e-15;

  /** Central difference of step 1e-4: truncation about 1e-8. */
  private static final double SLOPE_TOLERANCE = 1e-7;

  /** Values to 20 digits, computed with a program for arbitrary precision. */
  @ParameterizedTest
  @CsvSource({
    "0.001, 0.0011283787909692363799",
    "0.1, 0.1124629160182848922",
    "0.5, 0.52049987781304653768",
    "1.0, 0.84270079294971486934",
    "1.5, 0.96610514647531072707",
    "2.0, 0.99532226501895273416",
    "2.4, 0.99931148610335492143",
    "2.6, 0.9997639655834706508",
    "3.0, 0.99997790950300141456",
    "4.0, 0.99999998458274209972",
    "5.5, 0.99999999999999264215"
  })
  void hasTheTabulatedValues(double x, double value) {
    assertEquals(value, Erf.erf(x), RELATIVE * value);
    assertEquals(-value, Erf.erf(-x), RELATIVE * value);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 2.4999, 2.5, 2.5001, 4})
  void hasTheGaussianAsSlope(double x) {
    double slope = (Erf.erf(x + 1e-4) - Erf.erf(x - 1e-4)) / 2e-4;
    assertEquals(2 / Math.sqrt(Math.PI) * Math.exp(-x * x), slope, SLOPE_TOLERANCE);
    assertTrue(Double.isNaN(Erf.erf(Double.NaN)));
    assertEquals(1, Erf.erf(Double.POSITIVE_INFINITY));
  }
}
