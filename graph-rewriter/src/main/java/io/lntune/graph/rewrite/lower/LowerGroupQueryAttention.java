package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attributes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code com.microsoft.GroupQueryAttention} on a whole prompt: causal attention of query [B, S,
 * N*H] (or query, key and value packed) without past. {@code seqlens_k} then matters for padded
 * rows only, whose results the operator leaves undefined. Positions count from 0: on a prompt the
 * CPU kernel does not read {@code position_ids}.
 */
final class LowerGroupQueryAttention extends Lowering {
  private static final int COS = 7;
  private static final int ATTENTION_BIAS = 10;
  private static final int HEAD_SINK = 11;

  LowerGroupQueryAttention() {
    super(OpId.microsoft("GroupQueryAttention"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Attributes attributes = root.attributes();
    long heads = attributes.intValue("num_heads", 0);
    long keyHeads = attributes.intValue("kv_num_heads", 0);
    Value query = root.requiredInput(0);
    boolean packed = root.input(1) == null;
    long width = size(query, 2);
    String problem = problem(root, width, heads, keyHeads);
    if (problem != null) {
      return Decision.decline(problem, root);
    }
    long headSize = width / (packed ? heads + 2 * keyHeads : heads);
    List<Value> parts = parts(root, core, packed, heads * headSize, keyHeads * headSize);
    Value length = core.sizeOf(query, 1);
    Value q = Heads.split(core, parts.get(0), heads, headSize);
    Value k = Heads.split(core, parts.get(1), keyHeads, headSize);
    Value v = Heads.split(core, parts.get(2), keyHeads, headSize);
    if (attributes.intValue("do_rotary", 0) != 0) {
      Value cos = root.requiredInput(COS);
      long rotated = 2 * size(cos, -1);
      Rotary rotary =
          new Rotary(core, headSize, rotated, attributes.intValue("rotary_interleaved", 0) != 0);
      Value cosines = rows(cos, length, core);
      Value sines = rows(root.requiredInput(COS + 1), length, core);
      q = rotary.rotate(q, cosines, sines);
      k = rotary.rotate(k, cosines, sines);
    }
    float scale = attributes.floatValue("scale", 0f);
    ScaledDotProduct attention = new ScaledDotProduct(core, heads, keyHeads);
    Value scores = attention.scores(q, k, scale == 0 ? 1 / Math.sqrt((double) headSize) : scale);
    scores = attention.softcap(scores, attributes.floatValue("softcap", 0f));
    scores = attention.masked(scores, root.input(ATTENTION_BIAS));
    long window = attributes.intValue("local_window_size", -1);
    scores = attention.masked(scores, mask(core, length, window, query.elementType()));
    Value merged = Heads.merge(core, attention.attend(scores, v), heads * headSize);
    return new Outputs(root).put(0, merged).put(1, k).put(2, v).replace();
  }

  private static @Nullable String problem(Node root, long width, long heads, long keyHeads) {
    if (width < 0 || heads <= 0 || keyHeads <= 0) {
      return "the hidden size of the query is not known";
    }
    if (!absentOrEmpty(root.input(3)) || !absentOrEmpty(root.input(4))) {
      return "keys and values of earlier steps may be given";
    }
    if (root.attributes().intValue("smooth_softmax", 0) > 0 || root.input(HEAD_SINK) != null) {
      return "the softmax is smoothed";
    }
    if (root.attributes().intValue("do_rotary", 0) != 0 && size(root.input(COS), -1) < 0) {
      return "the size of the rotary tables is not known";
    }
    return anyUsedFrom(root, 3) ? "the scores output is used" : null;
  }

  private static List<Value> parts(
      Node root, CoreOperators core, boolean packed, long width, long keyWidth) {
    return packed
        ? core.split(root.requiredInput(0), 2, width, keyWidth, keyWidth)
        : List.of(root.requiredInput(0), root.requiredInput(1), root.requiredInput(2));
  }

  /** The first rows of a table: [1, 1, S, R/2]. */
  private static Value rows(Value table, Value length, CoreOperators core) {
    GraphBuilder builder = core.builder();
    return builder.unsqueeze(core.slice(table, 0, builder.longs(0), length), 0, 1);
  }

  /** Later keys, and keys {@code window} or more positions earlier when there is a window. */
  private static Value mask(CoreOperators core, Value length, long window, DataType type) {
    Value hidden = ScaledDotProduct.later(core, length, length, null);
    if (window >= 0) {
      GraphBuilder builder = core.builder();
      Value rows = builder.unsqueeze(core.range(length), 1);
      Value oldest = builder.sub(rows, builder.longs(window));
      Value earlier = core.logical("LessOrEqual", core.range(length), oldest);
      hidden = core.logical("Or", hidden, earlier);
    }
    return ScaledDotProduct.additive(core, hidden, CoreOperators.lowest(type), null, type);
  }
}
