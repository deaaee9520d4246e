package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import org.jspecify.annotations.Nullable;

/**
 * {@code com.microsoft.EmbedLayerNormalization}: word, position and optional segment embeddings [B,
 * S, H] are gathered, added and normalised. Output 1 counts the ones of each mask row, int32 [B];
 * output 2 is the sum before normalisation.
 */
final class LowerEmbedLayerNormalization extends Lowering {
  private static final float DEFAULT_EPSILON = 1e-12f;

  LowerEmbedLayerNormalization() {
    super(OpId.microsoft("EmbedLayerNormalization"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value ids = root.requiredInput(0);
    Value segmentIds = root.input(1);
    Value segments = root.input(4);
    Value sum = core.gather(root.requiredInput(2), ids, 0);
    sum = builder.add(sum, positions(root.requiredInput(3), ids, root.input(8), core));
    if (segmentIds != null && segments != null) {
      sum = builder.add(sum, core.gather(segments, segmentIds, 0));
    }
    float epsilon = root.attributes().floatValue("epsilon", DEFAULT_EPSILON);
    Value output =
        core.layerNormalization(sum, root.requiredInput(5), root.requiredInput(6), epsilon);
    Outputs outputs = new Outputs(root).put(0, output).put(2, sum);
    if (used(root, 1)) {
      outputs.put(1, maskIndex(ids, root.input(7), core));
    }
    return outputs.replace();
  }

  /** Rows of the table at the given positions [B or 1, S], or the first S rows. */
  private static Value positions(
      Value table, Value ids, @Nullable Value positionIds, CoreOperators core) {
    return positionIds == null
        ? core.slice(table, 0, core.builder().longs(0), core.sizeOf(ids, 1))
        : core.gather(table, positionIds, 0);
  }

  static Value maskIndex(Value ids, @Nullable Value mask, CoreOperators core) {
    GraphBuilder builder = core.builder();
    if (mask == null) {
      return builder.expand(builder.scalar(0, DataType.INT32), core.sizeOf(ids, 0));
    }
    Value ones = core.logical("Equal", mask, builder.scalar(1, mask.elementType()));
    return builder.reduceSum(builder.cast(ones, DataType.INT32), false, 1);
  }
}
