package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attributes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Attention of opset 23 and 24: Q [B, N, S, H], K [B, Nkv, T, H], V [B, Nkv, T, Hv] or the same
 * packed to rank 3, mask, past key and value. Present key and value are the concatenations.
 */
final class LowerAttention extends Lowering {
  private static final int MASK = 3;
  private static final int PAST_KEY = 4;
  private static final int NONPAD_LENGTHS = 6;

  LowerAttention() {
    super(OpId.onnx("Attention"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Attributes attributes = root.attributes();
    Value query = root.requiredInput(0);
    Value key = root.requiredInput(1);
    Value value = root.requiredInput(2);
    boolean packed = rank(query) == 3;
    long heads = packed ? attributes.intValue("q_num_heads", -1) : size(query, 1);
    long keyHeads = packed ? attributes.intValue("kv_num_heads", -1) : size(key, 1);
    long headSize = packed ? size(query, 2) / heads : size(query, 3);
    long valueSize = packed ? size(value, 2) / keyHeads : size(value, 3);
    String problem = problem(root, heads, keyHeads, headSize, valueSize);
    if (problem != null) {
      return Decision.decline(problem, root);
    }
    Value q = packed ? Heads.split(core, query, heads, headSize) : query;
    Value k = packed ? Heads.split(core, key, keyHeads, headSize) : key;
    Value v = packed ? Heads.split(core, value, keyHeads, valueSize) : value;
    Value rows = core.sizeOf(query, packed ? 1 : 2);
    Value columns = core.sizeOf(key, packed ? 1 : 2);
    Value pastKey = root.input(PAST_KEY);
    Value pastValue = root.input(PAST_KEY + 1);
    Value offset = null;
    if (pastKey != null && pastValue != null) {
      k = core.builder().concat(2, pastKey, k);
      v = core.builder().concat(2, pastValue, v);
      offset = core.sizeOf(pastKey, 2);
      columns = core.builder().add(columns, offset);
    }
    ScaledDotProduct attention = new ScaledDotProduct(core, heads, keyHeads);
    Value scores =
        attention.scores(
            q, k, attributes.floatValue("scale", (float) (1 / Math.sqrt((double) headSize))));
    float softcap = attributes.floatValue("softcap", 0f);
    scores = attention.softcap(scores, softcap);
    boolean causal = attributes.intValue("is_causal", 0) != 0;
    Value later = causal ? ScaledDotProduct.later(core, rows, columns, offset) : null;
    Value attended = attend(core, attention, scores, root.input(MASK), later, v);
    Value output = packed ? Heads.merge(core, attended, heads * valueSize) : attended;
    return new Outputs(root).put(0, output).put(1, k).put(2, v).replace();
  }

  private static @Nullable String problem(
      Node root, long heads, long keyHeads, long headSize, long valueSize) {
    if (heads <= 0 || keyHeads <= 0 || headSize <= 0 || valueSize <= 0) {
      return "the number or size of the heads is not known";
    }
    if (root.input(NONPAD_LENGTHS) != null) {
      return "lengths without padding are given";
    }
    if ((root.input(PAST_KEY) == null) != (root.input(PAST_KEY + 1) == null)) {
      return "only one of past key and value is given";
    }
    return anyUsedFrom(root, 3) ? "the scores output is used" : null;
  }

  /**
   * Softmax under the mask times V. ONNX Runtime returns zeros for a row that sees no key at all,
   * be it because of the mask or of causality.
   */
  private static Value attend(
      CoreOperators core,
      ScaledDotProduct attention,
      Value scores,
      @Nullable Value mask,
      @Nullable Value later,
      Value values) {
    DataType type = scores.elementType();
    double lowest = CoreOperators.lowest(type);
    GraphBuilder builder = core.builder();
    if (mask == null) {
      Value causal =
          later == null ? null : ScaledDotProduct.additive(core, later, lowest, null, type);
      return attention.attend(attention.masked(scores, causal), values);
    }
    boolean binary = mask.elementType() == DataType.BOOL;
    Value hidden =
        binary
            ? core.logical("Not", mask)
            : core.logical("LessOrEqual", mask, builder.scalar(lowest, type));
    if (later != null) {
      hidden = core.logical("Or", hidden, later);
    }
    Value additive = ScaledDotProduct.additive(core, hidden, lowest, binary ? null : mask, type);
    Value attended = attention.attend(attention.masked(scores, additive), values);
    Value seen = builder.cast(core.logical("Not", hidden), DataType.INT32);
    Value any = builder.cast(builder.reduce("ReduceMax", seen, true, -1), DataType.BOOL);
    return builder.where(any, attended, builder.scalar(0, type));
  }
}
