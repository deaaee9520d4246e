package io.lntune.trainer.parity;

/**
 * The worst of a number of comparisons.
 *
 * <p>Every comparison is reduced to error / tolerance; the case passes while that is at most 1.
 */
final class Comparison {
  private double worst;
  private String where = "";

  /** Takes one comparison into account; NaN counts as infinitely wrong. */
  void add(String what, double error, double tolerance) {
    double ratio = error / tolerance;
    if (Double.isNaN(ratio)) {
      ratio = error == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    if (ratio > worst || where.isEmpty()) {
      worst = ratio;
      where = what;
    }
  }

  double errorOverTolerance() {
    return worst;
  }

  String worst() {
    return where;
  }

  boolean passed() {
    return worst <= 1;
  }
}
