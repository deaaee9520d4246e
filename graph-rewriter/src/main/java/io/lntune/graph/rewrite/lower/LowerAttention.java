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
 * Attention of opset 23 and 24: Q [B, N, S, H], K [B, Nkv, T, H], V [B, Nkv, T, Hv] or the same
 * packed to rank 3, mask, past key and value, number of keys without padding [B]. Present key and
 * value are the concatenations. Sizes may be known at run time only.
 */
final class LowerAttention extends Lowering {
  private static final int MASK = 3;
  private static final int PAST_KEY = 4;
  private static final int LENGTHS = 6;
  private static final int SCORES = 3;

  LowerAttention() {
    super(OpId.onnx("Attention"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    String problem = problem(root);
    if (problem != null) {
      return Decision.decline(problem, root);
    }
    GraphBuilder builder = core.builder();
    Attributes attributes = root.attributes();
    Value query = root.requiredInput(0);
    boolean packed = rank(query) == 3;
    long heads = attributes.intValue("q_num_heads", -1);
    long keyHeads = attributes.intValue("kv_num_heads", -1);
    Value q = packed ? split(query, heads, core) : query;
    Value k = packed ? split(root.requiredInput(1), keyHeads, core) : root.requiredInput(1);
    Value v = packed ? split(root.requiredInput(2), keyHeads, core) : root.requiredInput(2);
    Value rows = core.sizeOf(query, packed ? 1 : 2);
    Value columns = core.sizeOf(root.requiredInput(1), packed ? 1 : 2);
    ScaledDotProduct attention =
        packed ? new ScaledDotProduct(core, heads, keyHeads) : ScaledDotProduct.of(core, q, k);
    Value pastKey = root.input(PAST_KEY);
    Value pastValue = root.input(PAST_KEY + 1);
    Value offset = null;
    if (pastKey != null && pastValue != null) {
      k = builder.concat(2, pastKey, k);
      v = builder.concat(2, pastValue, v);
      offset = core.sizeOf(pastKey, 2);
      columns = builder.add(columns, offset);
    }
    Value lengths = root.input(LENGTHS);
    if (lengths != null) {
      lengths = builder.unsqueeze(builder.cast(lengths, DataType.INT64), 1, 2, 3);
      // The queries are the last ones of each example.
      offset = builder.sub(lengths, rows);
    }
    boolean causal = attributes.intValue("is_causal", 0) != 0;
    Value later = causal ? ScaledDotProduct.later(core, rows, columns, offset) : null;
    AttentionMask mask = AttentionMask.of(core, root.input(MASK), later, lengths, columns);
    float scale = attributes.floatValue("scale", 0f);
    Value raw = scale == 0 ? attention.scores(q, k) : attention.scores(q, k, scale);
    Value capped = attention.softcap(raw, attributes.floatValue("softcap", 0f));
    Value masked = attention.masked(capped, mask.additive(raw.elementType()));
    Value probabilities = mask.withoutEmptyRows(core.softmax(masked, -1));
    Value attended = attention.weighted(probabilities, v);
    Value output = packed ? Heads.merge(core, attended, product(heads, size(v, 3))) : attended;
    int stage = (int) attributes.intValue("qk_matmul_output_mode", 0);
    return new Outputs(root)
        .put(0, output)
        .put(1, k)
        .put(2, v)
        .put(SCORES, List.of(raw, capped, masked, probabilities).get(stage))
        .replace();
  }

  private static @Nullable String problem(Node root) {
    Attributes attributes = root.attributes();
    int rank = rank(root.requiredInput(0));
    for (int i = 0; i < 3; i++) {
      if ((rank != 3 && rank != 4) || rank(root.requiredInput(i)) != rank) {
        return "query, key and value are not all known to have 3 or 4 axes";
      }
    }
    if (rank == 3
        && (attributes.intValue("q_num_heads", 0) < 1
            || attributes.intValue("kv_num_heads", 0) < 1)) {
      return "the number of the heads is not given";
    }
    boolean past = root.input(PAST_KEY) != null;
    if (past != (root.input(PAST_KEY + 1) != null)) {
      return "only one of past key and value is given";
    }
    if (past && root.input(LENGTHS) != null) {
      return "both past keys and lengths without padding are given";
    }
    long stage = attributes.intValue("qk_matmul_output_mode", 0);
    return stage < 0 || stage > 3 ? "qk_matmul_output_mode " + stage + " is not known" : null;
  }

  private static Value split(Value packed, long heads, CoreOperators core) {
    long width = size(packed, 2);
    return Heads.split(core, packed, heads, width < 0 ? -1 : width / heads);
  }

  /** -1 when one is not known. */
  private static long product(long heads, long size) {
    return size < 0 ? -1 : heads * size;
  }
}
