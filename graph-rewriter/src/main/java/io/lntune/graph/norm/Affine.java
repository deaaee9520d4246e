package io.lntune.graph.norm;

import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the stored scale or bias that a normalised value is combined with. */
final class Affine {
  private Affine() {}

  /**
   * The operand of the standard node {@code onnxType} (Mul or Add) that consumes {@code value} and
   * whose other operand is a stored tensor of several elements; null when there is none.
   */
  static @Nullable Use operand(Value value, String onnxType) {
    return first(operands(value, onnxType));
  }

  /** Every such operand: several norms may share what they normalise. */
  static List<Use> operands(Value value, String onnxType) {
    return operands(value, onnxType, Affine::isVector);
  }

  /** The same for a value of channels, of which there may be one: [C, 1] or [C, 1, 1]. */
  static @Nullable Use channelOperand(Value value, String onnxType) {
    return first(
        operands(value, onnxType, path -> isVector(path) || path.tensor().shape().rank() > 1));
  }

  private static @Nullable Use first(List<Use> uses) {
    return uses.isEmpty() ? null : uses.get(0);
  }

  private static List<Use> operands(
      Value value, String onnxType, Predicate<ParameterPath> isParameter) {
    List<Use> found = new ArrayList<>();
    for (Use use : Walk.down(value)) {
      if (use.node().is(onnxType)) {
        Use other = new Use(use.node(), 1 - use.index());
        ParameterPath path = ParameterPath.of(other);
        if (path != null && path.isTrainable() && isParameter.test(path)) {
          found.add(other);
        }
      }
    }
    return found;
  }

  private static boolean isVector(ParameterPath path) {
    return path.tensor().elementCount() > 1 || ParameterNames.isMeaningful(path.root().name());
  }

  /** An RMSNorm seldom has a bias: what is added must be the same module's and as long. */
  static boolean belongTogether(@Nullable ParameterPath scale, ParameterPath bias) {
    if (scale == null || scale.tensor().elementCount() != bias.tensor().elementCount()) {
      return false;
    }
    String first = scale.root().name();
    String second = bias.root().name();
    if (!ParameterNames.isMeaningful(second)) {
      return false;
    }
    // A scale of 1 + w is folded into a tensor without a name.
    return ParameterNames.isMeaningful(first)
        ? ParameterNames.module(first).equals(ParameterNames.module(second))
        : second.endsWith(".bias");
  }
}
