package io.lntune.graph.match;

import io.lntune.graph.ir.Value;
import java.util.function.BooleanSupplier;

/** Keeps the value that the inner pattern fits; at its second place the value must be the same. */
final class CapturePattern extends Pattern {
  private final Pattern inner;
  private final Capture capture;

  CapturePattern(Pattern inner, Capture capture) {
    this.inner = inner;
    this.capture = capture;
  }

  @Override
  boolean match(Value value, MatchState state, BooleanSupplier rest) {
    Value bound = state.captured(capture);
    if (bound == value) {
      return inner.match(value, state, rest);
    }
    if (bound != null) {
      return state.fail(
          value,
          () ->
              "'" + value.name() + "' is not the value '" + bound.name() + "' taken as " + capture);
    }
    return state.binding(capture, value, () -> inner.match(value, state, rest));
  }
}
