package io.lntune.graph.rewrite.rule;

import io.lntune.graph.match.Capture;
import io.lntune.graph.match.Pattern;

/** Subpatterns that the spellings of GELU have in common; {@code x} is any value. */
final class GeluParts {
  /**
   * Relative difference up to which a constant counts as the mathematical one. Exporters write
   * sqrt(2) with at least five digits, the coarsest being 1.4142 and 0.7979.
   */
  static final double TOLERANCE = 5e-5;

  private GeluParts() {}

  static Pattern x(Capture capture) {
    return Pattern.any().as(capture);
  }

  static Pattern number(double value) {
    return Pattern.scalar(value, TOLERANCE);
  }

  /** {@code 1 + term}. */
  static Pattern onePlus(Pattern term) {
    return Pattern.op("Add").commutative().input(0, number(1)).input(1, term);
  }

  /** {@code factor * term}, also written as a division by the reciprocal. */
  static Pattern scaled(Pattern term, double factor) {
    return Pattern.anyOf(
        Pattern.product(term, number(factor)),
        Pattern.op("Div").input(0, term).input(1, number(1 / factor)));
  }

  /** {@code 0.5 * x * bracket} in every association. */
  static Pattern halfTimes(Pattern x, Pattern bracket) {
    return Pattern.anyOf(
        Pattern.product(number(0.5), x, bracket),
        Pattern.product(Pattern.op("Div").input(0, x).input(1, number(2)), bracket),
        Pattern.product(x, Pattern.op("Div").input(0, bracket).input(1, number(2))),
        Pattern.op("Div").input(0, Pattern.product(x, bracket)).input(1, number(2)));
  }
}
