package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The layouts of {@code mask_index} and {@code key_padding_mask}: end positions [B], end and start
 * positions [2B], or ones and zeros [B, T], [B, S, T], [B, 1, M, M]. Masked scores get the filter
 * value added, keys later than the query the lowest number instead.
 *
 * @param filter the {@code mask_filter_value}
 */
record MaskIndex(CoreOperators core, DataType type, float filter) {
  /** Default of {@code mask_filter_value}. */
  static final float DEFAULT_FILTER = -10000f;

  /** Why a mask cannot be lowered, or null. */
  static @Nullable String problem(@Nullable Value mask, Value input) {
    int rank = Lowering.rank(mask);
    if (mask == null || (rank >= 2 && rank <= 4)) {
      return null;
    }
    if (rank != 1) {
      return "the rank of the mask is " + (rank < 0 ? "not known" : rank);
    }
    long batch = Lowering.size(input, 0);
    long length = Lowering.size(mask, 0);
    return batch < 0 || length < 0 || length == batch || length == 2 * batch
        ? null
        : "the mask has cumulated sequence lengths";
  }

  /** Additive mask that broadcasts to [B, N, S, T]; null when nothing is masked. */
  @Nullable Value additive(
      @Nullable Value mask, Value input, Value rows, Value columns, boolean causal) {
    return additive(mask, input, rows, columns, null, causal);
  }

  /** The same for queries that come after {@code past} earlier keys, int64 [1]. */
  @Nullable Value additive(
      @Nullable Value mask,
      Value input,
      Value rows,
      Value columns,
      @Nullable Value past,
      boolean causal) {
    Value padding = mask == null ? null : padding(mask, input, rows, columns, past);
    if (!causal) {
      return padding;
    }
    Value later = ScaledDotProduct.later(core, rows, columns, past);
    return ScaledDotProduct.additive(core, later, CoreOperators.lowest(type), padding, type);
  }

  private Value padding(Value mask, Value input, Value rows, Value columns, @Nullable Value past) {
    GraphBuilder builder = core.builder();
    Value masked =
        switch (Lowering.rank(mask)) {
          case 1 -> outside(mask, input, columns);
          case 2 -> builder.unsqueeze(zeros(mask), 1, 2);
          case 3 -> builder.unsqueeze(zeros(mask), 1);
          default -> {
            Value start = builder.longs(0);
            Value first = past == null ? start : past;
            Value end = past == null ? rows : builder.add(past, rows);
            yield zeros(core.slice(core.slice(mask, 2, first, end), 3, start, columns));
          }
        };
    return ScaledDotProduct.additive(core, masked, filter, null, type);
  }

  private Value zeros(Value mask) {
    return core.logical("LessOrEqual", mask, core.builder().scalar(0, mask.elementType()));
  }

  /** Columns at or after the end, or before the start: bool [B, 1, 1, T]. */
  private Value outside(Value mask, Value input, Value columns) {
    GraphBuilder builder = core.builder();
    Value wide = builder.cast(mask, DataType.INT64);
    Value positions = core.range(columns);
    Shape batch = input.shape();
    Shape length = mask.shape();
    boolean endsOnly =
        batch != null && length != null && length.dim(0).certainlyEquals(batch.dim(0));
    if (endsOnly) {
      return core.logical("GreaterOrEqual", positions, builder.unsqueeze(wide, 1, 2, 3));
    }
    Value count = core.sizeOf(input, 0);
    Value ends = core.slice(wide, 0, builder.longs(0), count);
    // Zeros appended: a mask of ends only then has start positions 0.
    Value padded =
        builder.concat(0, wide, builder.expand(builder.scalar(0, DataType.INT64), count));
    Value starts = core.slice(padded, 0, count, builder.add(count, count));
    return core.logical(
        "Or",
        core.logical("GreaterOrEqual", positions, builder.unsqueeze(ends, 1, 2, 3)),
        core.logical("Less", positions, builder.unsqueeze(starts, 1, 2, 3)));
  }
}
