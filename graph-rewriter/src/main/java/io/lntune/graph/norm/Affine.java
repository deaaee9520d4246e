package io.lntune.graph.norm;

import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import org.jspecify.annotations.Nullable;

/** Finds the stored scale or bias that a normalised value is combined with. */
final class Affine {
  private Affine() {}

  /**
   * The operand of the standard node {@code onnxType} (Mul or Add) that consumes {@code value} and
   * whose other operand is a stored tensor of several elements; null when there is none.
   */
  static @Nullable Use operand(Value value, String onnxType) {
    for (Use use : Walk.down(value)) {
      if (use.node().is(onnxType)) {
        Use other = new Use(use.node(), 1 - use.index());
        ParameterPath path = ParameterPath.of(other);
        if (path != null && path.isTrainable() && isVector(path)) {
          return other;
        }
      }
    }
    return null;
  }

  private static boolean isVector(ParameterPath path) {
    return path.tensor().elementCount() > 1 || ParameterNames.isMeaningful(path.root().name());
  }
}
