package io.lntune.graph.reference;

/** The error function to about one unit in the last place of double. */
final class Erf {
  private static final double SERIES_LIMIT = 2.5;
  private static final int MAX_TERMS = 200;

  private Erf() {}

  /** erf(x) = 2 / sqrt(pi) times the integral of exp(-t^2) over [0, x]. */
  static double erf(double x) {
    double a = Math.abs(x);
    double value = a < SERIES_LIMIT ? series(a) : 1 - complement(a);
    return Double.isNaN(x) ? x : Math.copySign(value, x);
  }

  /** 2 / sqrt(pi) exp(-x^2) sum over n of 2^n x^(2n+1) / (2n+1)!!; every term is positive. */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < MAX_TERMS && term > sum * 1e-18; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /** erfc(x) for large x by the continued fraction x + (1/2)/(x + 1/(x + (3/2)/(x + ...))). */
  private static double complement(double x) {
    if (x > 30) {
      return 0;
    }
    double fraction = x;
    for (int n = MAX_TERMS; n >= 1; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
  }
}
