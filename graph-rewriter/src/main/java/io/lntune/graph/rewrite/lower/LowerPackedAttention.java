package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attributes;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code com.microsoft.Attention}: input [B, S, D] times weights [D, Nq*H + Nk*H + Nv*Hv] gives
 * queries, keys and values. Keys and values of earlier steps, [2, B, N, P, H], come before those of
 * the input; output 1 is both together.
 */
final class LowerPackedAttention extends Lowering {
  private static final int MASK = 3;
  private static final int PAST = 4;
  private static final int PAST_LENGTH = 6;

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
    if (root.input(PAST_LENGTH) != null) {
      return Decision.decline("keys and values of earlier steps share a buffer", root);
    }
    if (attributes.intValue("do_rotary", 0) != 0) {
      return Decision.decline("the rotary embedding is inside", root);
    }
    String problem = MaskIndex.problem(root.input(MASK), input);
    if (problem != null) {
      return Decision.decline(problem, root);
    }
    return attend(root, core, project(root, core), root.input(PAST), sizes);
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

  /** Attention over the packed projection [B, S, sum of sizes] and the past, if there is one. */
  static Decision attend(
      Node root, CoreOperators core, Value packed, @Nullable Value past, List<Long> sizes) {
    Value input = root.requiredInput(0);
    Attributes attributes = root.attributes();
    long heads = attributes.intValue("num_heads", 1);
    long headSize = sizes.get(0) / heads;
    List<Value> parts = core.split(packed, 2, sizes.get(0), sizes.get(1), sizes.get(2));
    Value query = Heads.split(core, parts.get(0), heads, headSize);
    Value key = Heads.split(core, parts.get(1), heads, headSize);
    Value value = Heads.split(core, parts.get(2), heads, sizes.get(2) / heads);
    boolean continued = past != null && !absentOrEmpty(past);
    if (past != null && continued) {
      List<Value> earlier = core.split(past, 0, 1, 1);
      key = joined(core, earlier.get(0), key);
      value = joined(core, earlier.get(1), value);
    }
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
    Value total = continued ? core.sizeOf(key, 2) : length;
    Value pastLength = continued ? core.builder().sub(total, length) : null;
    Value hidden = mask.additive(maskIndex, input, length, total, pastLength, causal);
    scores = attention.masked(scores, hidden);
    Outputs outputs = new Outputs(root);
    outputs.put(0, Heads.merge(core, attention.attend(scores, value), sizes.get(2)));
    if (used(root, 1)) {
      GraphBuilder builder = core.builder();
      Value present = builder.concat(0, builder.unsqueeze(key, 0), builder.unsqueeze(value, 0));
      outputs.put(1, builder.like(packed, present));
    }
    return outputs.replace();
  }

  /** Keys or values [1, B, N, P, H] of earlier steps before those [B, N, S, H] of this one. */
  private static Value joined(CoreOperators core, Value earlier, Value now) {
    GraphBuilder builder = core.builder();
    Value before = builder.like(now, builder.squeeze(earlier, 0));
    return builder.like(now, builder.concat(2, before, now));
  }
}
