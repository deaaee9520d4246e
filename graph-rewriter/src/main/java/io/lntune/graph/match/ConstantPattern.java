package io.lntune.graph.match;

import io.lntune.graph.ir.Value;
import java.util.function.BooleanSupplier;

/** Fits a tensor that is fixed in the model, whatever its type and shape. */
final class ConstantPattern extends Pattern {
  @Override
  boolean match(Value value, MatchState state, BooleanSupplier rest) {
    if (ConstantTensor.of(value) == null) {
      return state.fail(value, () -> "'" + value.name() + "' is not constant");
    }
    return rest.getAsBoolean();
  }
}
