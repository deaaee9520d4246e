package io.lntune.graph.differentiate;

/** Bounds of relative errors in the tests of gradients and losses. */
final class Tolerances {
  /**
   * A central difference in double precision with step 1e-5 is good to about 1e-9 for functions of
   * moderate curvature; constants that a rule stores in float32 attributes cost 6e-8.
   */
  static final double CENTRAL_DIFFERENCE = 1e-6;

  /** Two ways to compute the same sums in double precision differ by some ulp (2e-16) per term. */
  static final double SAME_NUMBERS = 1e-11;

  /**
   * Float32 has 24 bits (6e-8); sums of some ten terms and differences of alike lose three digits.
   */
  static final double FLOAT32 = 1e-4;

  /** Float16 has 11 bits (5e-4); sums and differences of alike lose one to two digits. */
  static final double FLOAT16 = 5e-2;

  /** Gradients below this are compared absolutely: they are differences of numbers near 1. */
  static final double SMALL_GRADIENT = 1e-2;

  private Tolerances() {}
}
