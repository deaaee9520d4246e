package io.lntune.graph.match;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Fits a constant of one element near a number. */
final class ScalarPattern extends Pattern {
  /** Half a unit in the last place of float16, relative: 2^-11. */
  private static final double FLOAT16_RESOLUTION = 0x1p-11;

  /** Half a unit in the last place of bfloat16, relative: 2^-8. */
  private static final double BFLOAT16_RESOLUTION = 0x1p-8;

  private static final Set<DataType> NUMBERS =
      Set.of(
          DataType.FLOAT,
          DataType.DOUBLE,
          DataType.FLOAT16,
          DataType.BFLOAT16,
          DataType.INT32,
          DataType.INT64);

  private final double expected;
  private final double tolerance;

  ScalarPattern(double expected, double tolerance) {
    this.expected = expected;
    this.tolerance = tolerance;
  }

  @Override
  boolean match(Value value, MatchState state, BooleanSupplier rest) {
    Tensor tensor = scalarOf(value);
    if (tensor == null) {
      return state.fail(value, () -> "'" + value.name() + "' is not a constant number");
    }
    double found = tensor.toDoubles()[0];
    double allowed = Math.max(tolerance, resolution(tensor.elementType())) * Math.abs(expected);
    if (!(Math.abs(found - expected) <= allowed)) {
      return state.fail(
          value, () -> "'" + value.name() + "' is " + found + " where " + expected + " is needed");
    }
    return rest.getAsBoolean();
  }

  private static @Nullable Tensor scalarOf(Value value) {
    Tensor tensor = ConstantTensor.of(value);
    // Higher ranks would raise the rank of what the number is combined with.
    return tensor == null
            || tensor.shape().rank() > 1
            || tensor.elementCount() != 1
            || !NUMBERS.contains(tensor.elementType())
        ? null
        : tensor;
  }

  private static double resolution(DataType type) {
    return switch (type) {
      case FLOAT16 -> FLOAT16_RESOLUTION;
      case BFLOAT16 -> BFLOAT16_RESOLUTION;
      default -> 0;
    };
  }
}
