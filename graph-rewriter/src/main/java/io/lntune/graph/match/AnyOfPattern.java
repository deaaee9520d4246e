package io.lntune.graph.match;

import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Fits when one of the alternatives does; they are tried in order. */
final class AnyOfPattern extends Pattern {
  private final List<Pattern> alternatives;

  AnyOfPattern(List<Pattern> alternatives) {
    this.alternatives = alternatives;
  }

  @Override
  boolean match(Value value, MatchState state, BooleanSupplier rest) {
    for (Pattern alternative : alternatives) {
      if (alternative.match(value, state, rest)) {
        return true;
      }
    }
    return false;
  }
}
