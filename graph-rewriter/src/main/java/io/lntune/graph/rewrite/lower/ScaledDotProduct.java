package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;
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
  private final @Nullable Value heads;
  private final @Nullable Value keyHeads;

  private ScaledDotProduct(CoreOperators core, @Nullable Value heads, @Nullable Value keyHeads) {
    this.core = core;
    this.builder = core.builder();
    this.heads = heads;
    this.keyHeads = keyHeads;
  }

  ScaledDotProduct(CoreOperators core, long heads, long keyHeads) {
    this(
        core,
        heads == keyHeads ? null : core.builder().longs(heads),
        heads == keyHeads ? null : core.builder().longs(keyHeads));
  }

  /** Takes the numbers of heads from query [B, N, S, H] and key [B, Nkv, T, H], if need be late. */
  static ScaledDotProduct of(CoreOperators core, Value query, Value key) {
    Shape queryShape = query.shape();
    Shape keyShape = key.shape();
    boolean same =
        queryShape != null
            && keyShape != null
            && queryShape.dim(1).certainlyEquals(keyShape.dim(1));
    return same
        ? new ScaledDotProduct(core, null, null)
        : new ScaledDotProduct(core, core.sizeOf(query, 1), core.sizeOf(key, 1));
  }

  /** scale * Q K', [B, N, S, T], of query [B, N, S, H] and key [B, Nkv, T, H]. */
  Value scores(Value query, Value key, double scale) {
    return product(builder.scale(query, scale), key);
  }

  /** Q K' / sqrt(H), where H is taken from the query, if need be at run time. */
  Value scores(Value query, Value key) {
    long size = Lowering.size(query, RANK - 1);
    if (size > 0) {
      return scores(query, key, 1 / Math.sqrt((double) size));
    }
    Value headSize = builder.cast(core.sizeOf(query, RANK - 1), query.elementType());
    return product(builder.div(query, core.unary("Sqrt", headSize)), key);
  }

  private Value product(Value query, Value key) {
    return unfold(builder.matMul(fold(query), builder.transposeLast(key, RANK)));
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
    return weighted(core.softmax(scores, -1), value);
  }

  /** P V, [B, N, S, Hv], of probabilities [B, N, S, T] and value [B, Nkv, T, Hv]. */
  Value weighted(Value probabilities, Value value) {
    return unfold(builder.matMul(fold(probabilities), value));
  }

  /**
   * True where the key is later than the query: bool [S, T], or [B, 1, S, T] with offsets [B, 1, 1,
   * 1]. The query of row s has position {@code s + offset}.
   */
  static Value later(
      CoreOperators core, Value queryLength, Value keyLength, @Nullable Value offset) {
    GraphBuilder builder = core.builder();
    Value rows = builder.unsqueeze(core.range(queryLength), 1);
    if (offset != null) {
      rows = builder.add(rows, offset);
    }
    return core.logical("Greater", core.range(keyLength), rows);
  }

  /** Additive form of a condition: {@code value} where it holds, else {@code otherwise} or 0. */
  static Value additive(
      CoreOperators core, Value condition, double value, @Nullable Value otherwise, DataType type) {
    GraphBuilder builder = core.builder();
    Value rest = otherwise == null ? builder.scalar(0, type) : otherwise;
    return builder.where(condition, builder.scalar(value, type), rest);
  }

  private Value fold(Value x) {
    return keyHeads == null ? x : withHeads(x, keyHeads);
  }

  private Value unfold(Value x) {
    return heads == null ? x : withHeads(x, heads);
  }

  /** [B, M, R, C] to [B, count, M R / count, C]. */
  private Value withHeads(Value x, Value count) {
    Value zero = builder.longs(0);
    Value shape =
        count.initializer() == null
            ? builder.concat(0, zero, count, builder.longs(-1), zero)
            : builder.longs(0, count.initializer().toLongs()[0], -1, 0);
    return core.node("Reshape", Map.of(), x, shape);
  }
}
