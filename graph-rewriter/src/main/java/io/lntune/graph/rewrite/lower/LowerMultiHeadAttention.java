package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attributes;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code com.microsoft.MultiHeadAttention}: query [B, S, N*H], key [B, T, N*H] and value [B, T,
 * N*Hv], or key and value already as heads [B, N, T, H]; no past.
 */
final class LowerMultiHeadAttention extends Lowering {
  private static final int BIAS = 3;
  private static final int PADDING = 4;
  private static final int ATTENTION_BIAS = 5;
  private static final int LAST_INPUT = 9;

  LowerMultiHeadAttention() {
    super(OpId.microsoft("MultiHeadAttention"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value query = root.requiredInput(0);
    Value key = root.input(1);
    Value value = root.input(2);
    String problem = problem(root, query, key, value);
    if (problem != null || key == null || value == null) {
      return Decision.decline(problem == null ? "key or value is missing" : problem, root);
    }
    Attributes attributes = root.attributes();
    long heads = attributes.intValue("num_heads", 1);
    long width = size(query, 2);
    boolean separate = rank(key) == 4;
    long valueWidth = separate ? size(value, 3) * heads : size(value, 2);
    @Nullable Value[] biases = biases(root.input(BIAS), width, valueWidth, core);
    Value q = Heads.split(core, plus(query, biases[0], core), heads, width / heads);
    Value k = separate ? key : Heads.split(core, plus(key, biases[1], core), heads, width / heads);
    Value v =
        separate
            ? value
            : Heads.split(core, plus(value, biases[2], core), heads, valueWidth / heads);
    float scale = attributes.floatValue("scale", 0f);
    ScaledDotProduct attention = new ScaledDotProduct(core, heads, heads);
    Value scores =
        attention.scores(q, k, scale == 0 ? 1 / Math.sqrt((double) width / heads) : scale);
    scores = attention.masked(scores, root.input(ATTENTION_BIAS));
    MaskIndex mask =
        new MaskIndex(
            core,
            query.elementType(),
            attributes.floatValue("mask_filter_value", MaskIndex.DEFAULT_FILTER));
    boolean causal = attributes.intValue("unidirectional", 0) != 0;
    Value keyLength = core.sizeOf(key, separate ? 2 : 1);
    scores =
        attention.masked(
            scores,
            mask.additive(root.input(PADDING), query, core.sizeOf(query, 1), keyLength, causal));
    return new Outputs(root)
        .put(0, Heads.merge(core, attention.attend(scores, v), valueWidth))
        .put(1, k)
        .put(2, v)
        .replace();
  }

  private static @Nullable String problem(
      Node root, Value query, @Nullable Value key, @Nullable Value value) {
    if (rank(query) != 3 || size(query, 2) < 0) {
      return "the query is not [B, S, hidden] with a known hidden size";
    }
    boolean known = rank(key) == rank(value) && size(value, -1) > 0;
    if (!known || (rank(key) != 3 && rank(key) != 4)) {
      return "the layout of key and value is not known or packed";
    }
    for (int i = ATTENTION_BIAS + 1; i <= LAST_INPUT; i++) {
      if (!absentOrEmpty(root.input(i))) {
        return "keys and values of earlier steps are given";
      }
    }
    return used(root, 3)
        ? "the scores output is used"
        : MaskIndex.problem(root.input(PADDING), query);
  }

  /** The biases of query, key and value. */
  private static @Nullable Value[] biases(
      @Nullable Value bias, long width, long valueWidth, CoreOperators core) {
    if (bias == null) {
      return new @Nullable Value[3];
    }
    List<Value> parts = core.split(bias, 0, width, width, valueWidth);
    return parts.toArray(new @Nullable Value[0]);
  }

  private static Value plus(Value x, @Nullable Value bias, CoreOperators core) {
    return bias == null ? x : core.builder().add(x, bias);
  }
}
