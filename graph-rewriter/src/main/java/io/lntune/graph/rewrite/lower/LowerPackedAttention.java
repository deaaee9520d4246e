package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attributes;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code com.microsoft.Attention}: input [B, S, D] times weights [D, Nq*H + Nk*H + Nv*Hv] gives
 * queries, keys and values; self-attention without past.
 */
final class LowerPackedAttention extends Lowering {
  private static final int MASK = 3;
  private static final int PAST = 4;

  /** Input of {@code QAttention} that holds the mask. */
  static final int QUANTIZED_MASK = 5;

  private static final int ATTENTION_BIAS = 5;

  LowerPackedAttention() {
    super(OpId.microsoft("Attention"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Attributes attributes = root.attributes();
    Value input = root.requiredInput(0);
    List<Long> sizes = sizes(attributes.ints("qkv_hidden_sizes"), root);
    if (sizes.isEmpty()) {
      return Decision.decline("the hidden size is not known", root);
    }
    if (!absentOrEmpty(root.input(PAST)) || root.input(6) != null) {
      return Decision.decline("keys and values of earlier steps are given", root);
    }
    if (anyUsedFrom(root, 1)) {
      return Decision.decline("the present state is used", root);
    }
    if (attributes.intValue("do_rotary", 0) != 0) {
      return Decision.decline("the rotary embedding is inside", root);
    }
    String problem = MaskIndex.problem(root.input(MASK), input);
    if (problem != null) {
      return Decision.decline(problem, root);
    }
    return replaceFirst(root, attend(root, core, input, project(root, core), sizes));
  }

  /** Sizes of query, key and value, or nothing when they are not known. */
  static List<Long> sizes(@Nullable List<Long> given, Node root) {
    if (given != null && given.size() == 3) {
      return given;
    }
    long width = size(root.requiredInput(1), -1);
    return width <= 0 || width % 3 != 0 ? List.of() : List.of(width / 3, width / 3, width / 3);
  }

  private static Value project(Node root, CoreOperators core) {
    Value product = core.builder().matMul(root.requiredInput(0), root.requiredInput(1));
    Value bias = root.input(2);
    return bias == null ? product : core.builder().add(product, bias);
  }

  /** Attention over the packed projection [B, S, sum of sizes]. */
  static Value attend(Node root, CoreOperators core, Value input, Value packed, List<Long> sizes) {
    Attributes attributes = root.attributes();
    long heads = attributes.intValue("num_heads", 1);
    long headSize = sizes.get(0) / heads;
    List<Value> parts = core.split(packed, 2, sizes.get(0), sizes.get(1), sizes.get(2));
    Value query = Heads.split(core, parts.get(0), heads, headSize);
    Value key = Heads.split(core, parts.get(1), heads, headSize);
    Value value = Heads.split(core, parts.get(2), heads, sizes.get(2) / heads);
    float scale = attributes.floatValue("scale", 0f);
    ScaledDotProduct attention = new ScaledDotProduct(core, heads, heads);
    Value scores =
        attention.scores(query, key, scale == 0 ? 1 / Math.sqrt((double) headSize) : scale);
    boolean quantized = !root.op().type().equals("Attention");
    Value bias = quantized ? null : root.input(ATTENTION_BIAS);
    scores = attention.masked(scores, bias);
    MaskIndex mask =
        new MaskIndex(
            core,
            packed.elementType(),
            attributes.floatValue("mask_filter_value", MaskIndex.DEFAULT_FILTER));
    Value length = core.sizeOf(input, 1);
    Value maskIndex = root.input(quantized ? QUANTIZED_MASK : MASK);
    boolean causal = attributes.intValue("unidirectional", 0) != 0;
    scores = attention.masked(scores, mask.additive(maskIndex, input, length, length, causal));
    return Heads.merge(core, attention.attend(scores, value), sizes.get(2));
  }
}
