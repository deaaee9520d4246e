package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import org.jspecify.annotations.Nullable;

/**
 * softmax(scale * Q K' + mask) V over heads, "Attention Is All You Need", equation 1. Several query
 * heads may share one key/value head; their rows are then folded into the sequence axis, so that
 * keys and values are never repeated.
 */
final class ScaledDotProduct {
  private static final int RANK = 4;

  private final CoreOperators core;
  private final GraphBuilder builder;
  private final long heads;
  private final long keyHeads;

  ScaledDotProduct(CoreOperators core, long heads, long keyHeads) {
    this.core = core;
    this.builder = core.builder();
    this.heads = heads;
    this.keyHeads = keyHeads;
  }

  /** scale * Q K', [B, N, S, T], of query [B, N, S, H] and key [B, Nkv, T, H]. */
  Value scores(Value query, Value key, double scale) {
    Value folded = fold(builder.scale(query, scale));
    return unfold(builder.matMul(folded, builder.transposeLast(key, RANK)));
  }

  /** cap * tanh(scores / cap); a cap of 0 changes nothing. */
  Value softcap(Value scores, float cap) {
    return cap == 0
        ? scores
        : builder.scale(core.unary("Tanh", builder.scale(scores, 1.0 / cap)), cap);
  }

  /** Scores plus a mask or bias, if there is one. */
  Value masked(Value scores, @Nullable Value additive) {
    return additive == null ? scores : builder.add(scores, additive);
  }

  /** softmax(scores) V, [B, N, S, Hv], of value [B, Nkv, T, Hv]. */
  Value attend(Value scores, Value value) {
    return unfold(builder.matMul(fold(core.softmax(scores, -1)), value));
  }

  /**
   * True where the key is later than the query: bool [S, T]. The query of row s has position {@code
   * s + offset}.
   */
  static Value later(
      CoreOperators core, Value queryLength, Value keyLength, @Nullable Value offset) {
    GraphBuilder builder = core.builder();
    Value rows = core.range(queryLength);
    if (offset != null) {
      rows = builder.add(rows, offset);
    }
    return core.logical("Greater", core.range(keyLength), builder.unsqueeze(rows, 1));
  }

  /** Additive form of a condition: {@code value} where it holds, else {@code otherwise} or 0. */
  static Value additive(
      CoreOperators core, Value condition, double value, @Nullable Value otherwise, DataType type) {
    GraphBuilder builder = core.builder();
    Value rest = otherwise == null ? builder.scalar(0, type) : otherwise;
    return builder.where(condition, builder.scalar(value, type), rest);
  }

  private Value fold(Value x) {
    return heads == keyHeads ? x : builder.reshape(x, 0, keyHeads, -1, 0);
  }

  private Value unfold(Value x) {
    return heads == keyHeads ? x : builder.reshape(x, 0, heads, -1, 0);
  }
}
