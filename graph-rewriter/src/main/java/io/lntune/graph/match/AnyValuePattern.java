package io.lntune.graph.match;

import io.lntune.graph.ir.Value;
import java.util.function.BooleanSupplier;

/** Fits every value. */
final class AnyValuePattern extends Pattern {
  @Override
  boolean match(Value value, MatchState state, BooleanSupplier rest) {
    return rest.getAsBoolean();
  }
}
