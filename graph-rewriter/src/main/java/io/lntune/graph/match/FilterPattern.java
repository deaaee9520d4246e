package io.lntune.graph.match;

import io.lntune.graph.ir.Value;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Fits what the inner pattern fits, for values that meet a condition. */
final class FilterPattern extends Pattern {
  private final Pattern inner;
  private final Predicate<Value> condition;
  private final String requirement;

  FilterPattern(Pattern inner, Predicate<Value> condition, String requirement) {
    this.inner = inner;
    this.condition = condition;
    this.requirement = requirement;
  }

  @Override
  boolean match(Value value, MatchState state, BooleanSupplier rest) {
    if (!condition.test(value)) {
      return state.fail(value, () -> "'" + value.name() + "' does not meet: " + requirement);
    }
    return inner.match(value, state, rest);
  }
}
