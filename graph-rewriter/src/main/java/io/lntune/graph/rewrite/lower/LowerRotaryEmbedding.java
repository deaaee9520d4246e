package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import org.jspecify.annotations.Nullable;

/**
 * RotaryEmbedding of opset 23 (X, cos, sin, position_ids?) and of {@code com.microsoft} (X,
 * position_ids, cos, sin): X is [B, S, N*H] or [B, N, S, H]. The tables are [positions, R/2], or
 * [B, S, R/2] without position ids.
 */
final class LowerRotaryEmbedding extends Lowering {
  private static final OpId STANDARD = OpId.onnx("RotaryEmbedding");

  LowerRotaryEmbedding() {
    super(STANDARD, OpId.microsoft("RotaryEmbedding"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    boolean standard = root.op().equals(STANDARD);
    Value x = root.requiredInput(0);
    Value cos = root.requiredInput(standard ? 1 : 2);
    Value sin = root.requiredInput(standard ? 2 : 3);
    Value positions = root.input(standard ? 3 : 1);
    if (rank(x) != 3 && rank(x) != 4) {
      return Decision.decline("the rank of the input is not 3 or 4", root);
    }
    if (positions != null && rank(positions) < 1) {
      return Decision.decline("the rank of the position ids is not known", root);
    }
    if (root.attributes().intValue("is_packed_batching", 0) != 0) {
      return Decision.decline("the batch is packed", root);
    }
    long rotated = rotated(root, cos);
    long headSize = headSize(root, x, rotated);
    if (rotated <= 0 || headSize <= 0) {
      return Decision.decline("the head size is not known", root);
    }
    boolean heads = rank(x) == 4;
    GraphBuilder builder = core.builder();
    Value separate = heads ? x : builder.reshape(x, 0, 0, -1, headSize);
    Rotary rotary =
        new Rotary(core, headSize, rotated, root.attributes().intValue("interleaved", 0) != 0);
    int headAxis = heads ? 1 : 2;
    Value at = positions == null ? null : positions(positions, core.sizeOf(x, heads ? 2 : 1), core);
    Value turned =
        rotary.rotate(separate, table(cos, at, headAxis, core), table(sin, at, headAxis, core));
    Value result = heads ? turned : builder.reshape(turned, builder.shapeOf(x));
    return replaceFirst(root, builder.sameType(x, result));
  }

  private static long rotated(Node root, Value cos) {
    long given = root.attributes().intValue("rotary_embedding_dim", 0);
    long half = size(cos, -1);
    return given > 0 ? given : half < 0 ? -1 : 2 * half;
  }

  private static long headSize(Node root, Value x, long rotated) {
    long heads = root.attributes().intValue("num_heads", 0);
    if (rank(x) == 4) {
      return size(x, 3) > 0 ? size(x, 3) : rotated;
    }
    return heads > 0 && size(x, 2) > 0 ? size(x, 2) / heads : rotated;
  }

  /** Position ids [B, S]; a single one [1] is the offset of the first row. */
  private static Value positions(Value ids, Value length, CoreOperators core) {
    return rank(ids) == 1
        ? core.builder()
            .unsqueeze(
                core.builder().add(core.range(length), core.builder().cast(ids, DataType.INT64)), 0)
        : ids;
  }

  /** Rows for every position, broadcast over the heads. */
  private static Value table(
      Value table, @Nullable Value positions, long headAxis, CoreOperators core) {
    Value rows = positions == null ? table : core.gather(table, positions, 0);
    return core.builder().unsqueeze(rows, headAxis);
  }
}
