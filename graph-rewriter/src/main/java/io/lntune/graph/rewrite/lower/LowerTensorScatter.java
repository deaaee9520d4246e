package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * TensorScatter (opset 24): a cache [B, ..., M, ...] with an update [B, ..., S, ...] written from
 * position {@code write_indices} [B] on, around the end where the cache is circular.
 */
final class LowerTensorScatter extends Lowering {
  private static final int START = 2;
  private static final long DEFAULT_AXIS = -2;

  LowerTensorScatter() {
    super(OpId.onnx("TensorScatter"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value cache = root.requiredInput(0);
    Value update = root.requiredInput(1);
    int rank = rank(cache);
    if (rank < 2) {
      return Decision.decline("the rank of the cache is not known", root);
    }
    GraphBuilder builder = core.builder();
    long given = root.attributes().intValue("axis", DEFAULT_AXIS);
    int axis = (int) (given < 0 ? given + rank : given);
    // One axis each: positions along the written axis, starts along the batch axis.
    long[] others = LongStream.range(0, rank).filter(i -> i != axis).toArray();
    Value positions = builder.unsqueeze(core.range(core.sizeOf(update, axis)), others);
    Value start = root.input(START);
    if (start != null) {
      long[] behind = LongStream.range(1, rank).toArray();
      Value starts = builder.unsqueeze(builder.cast(start, DataType.INT64), behind);
      positions = builder.add(positions, starts);
    }
    if (root.attributes().string("mode", "linear").equals("circular")) {
      Value length = core.sizeOf(cache, axis);
      positions = builder.typed(builder.call("Mod", positions, length), DataType.INT64);
    }
    Value shape = builder.shapeOf(update);
    Value indices = builder.expand(positions, shape);
    return replaceFirst(
        root,
        core.node(
            "ScatterElements",
            Map.of("axis", new Attribute.IntValue(axis)),
            cache,
            indices,
            update));
  }
}
