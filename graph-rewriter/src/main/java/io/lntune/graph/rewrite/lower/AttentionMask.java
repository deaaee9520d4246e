package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What operator Attention hides: by its mask, by causality, by the number of keys that are not
 * padding. ONNX Runtime gives zeros to a row that sees no key at all.
 *
 * @param bias what is added to the scores that are seen; null when nothing is
 * @param hidden true where a key is not seen, broadcasts to [B, N, S, T]; null when all are
 * @param mayBeEmpty whether some row may see no key
 */
record AttentionMask(
    CoreOperators core, @Nullable Value bias, @Nullable Value hidden, boolean mayBeEmpty) {
  /**
   * The parts of a mask, each of which may be missing.
   *
   * @param mask bool (true is seen) or added to the scores
   * @param later true where causality hides
   * @param lengths int64 [B, 1, 1, 1]
   * @param columns number of keys, int64 [1]
   */
  static AttentionMask of(
      CoreOperators core,
      @Nullable Value mask,
      @Nullable Value later,
      @Nullable Value lengths,
      Value columns) {
    Value hidden = later;
    boolean binary = mask != null && mask.elementType() == DataType.BOOL;
    if (mask != null) {
      Value masked =
          binary
              ? core.logical("Not", mask)
              : core.logical(
                  "LessOrEqual",
                  mask,
                  core.builder()
                      .scalar(CoreOperators.lowest(mask.elementType()), mask.elementType()));
      hidden = either(core, masked, hidden);
    }
    if (lengths != null) {
      Value padding = core.logical("GreaterOrEqual", core.range(columns), lengths);
      hidden = either(core, padding, hidden);
    }
    return new AttentionMask(core, binary ? null : mask, hidden, mask != null || lengths != null);
  }

  private static Value either(CoreOperators core, Value a, @Nullable Value b) {
    return b == null ? a : core.logical("Or", a, b);
  }

  /** The form that is added to scores; null when there is nothing to add. */
  @Nullable Value additive(DataType type) {
    double lowest = CoreOperators.lowest(type);
    return hidden == null ? null : ScaledDotProduct.additive(core, hidden, lowest, bias, type);
  }

  /** Probabilities [B, N, S, T] with zeros in the rows that see no key. */
  Value withoutEmptyRows(Value probabilities) {
    if (hidden == null || !mayBeEmpty) {
      return probabilities;
    }
    GraphBuilder builder = core.builder();
    Value seen = builder.cast(core.logical("Not", hidden), DataType.INT32);
    Value any = builder.cast(builder.reduce("ReduceMax", seen, true, -1), DataType.BOOL);
    return builder.where(any, probabilities, builder.scalar(0, probabilities.elementType()));
  }
}
