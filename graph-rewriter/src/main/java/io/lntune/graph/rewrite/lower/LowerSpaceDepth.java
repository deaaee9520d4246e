package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;

/**
 * DepthToSpace and SpaceToDepth (opset 13) with block size b: [N, C*b*b, H, W] and [N, C, H*b,
 * W*b], as Reshape, Transpose, Reshape.
 */
final class LowerSpaceDepth extends Lowering {
  private static final OpId DEPTH_TO_SPACE = OpId.onnx("DepthToSpace");

  LowerSpaceDepth() {
    super(DEPTH_TO_SPACE, OpId.onnx("SpaceToDepth"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    long block = root.attributes().intValue("blocksize", 0);
    boolean toSpace = root.op().equals(DEPTH_TO_SPACE);
    long channels = size(x, 1);
    if (rank(x) != 4 || channels < 0 || block <= 0) {
      return Decision.decline("the number of channels is not known", root);
    }
    return replaceFirst(
        root,
        toSpace ? toSpace(root, x, channels, block, core) : toDepth(x, channels, block, core));
  }

  private static Value toSpace(Node root, Value x, long channels, long block, CoreOperators core) {
    GraphBuilder builder = core.builder();
    long depth = channels / (block * block);
    boolean columnFirst = root.attributes().string("mode", "DCR").equals("CRD");
    RuntimeShape split = new RuntimeShape(core).axis(x, 0);
    split = columnFirst ? split.add(depth, block, block) : split.add(block, block, depth);
    Value parts = builder.reshape(x, split.axis(x, 2).axis(x, 3).value());
    Value turned =
        builder.transpose(
            parts, columnFirst ? List.of(0L, 1L, 4L, 2L, 5L, 3L) : List.of(0L, 3L, 4L, 1L, 5L, 2L));
    Value factor = builder.longs(block);
    RuntimeShape joined = new RuntimeShape(core).axis(x, 0).add(depth);
    joined.add(builder.mul(core.sizeOf(x, 2), factor));
    joined.add(builder.mul(core.sizeOf(x, 3), factor));
    return builder.reshape(turned, joined.value());
  }

  private static Value toDepth(Value x, long channels, long block, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value factor = builder.longs(block);
    Value height = builder.div(core.sizeOf(x, 2), factor);
    Value width = builder.div(core.sizeOf(x, 3), factor);
    RuntimeShape split = new RuntimeShape(core).axis(x, 0).add(channels);
    split.add(height).add(block).add(width).add(block);
    Value turned =
        builder.transpose(builder.reshape(x, split.value()), List.of(0L, 3L, 5L, 1L, 2L, 4L));
    RuntimeShape joined = new RuntimeShape(core).axis(x, 0).add(channels * block * block);
    return builder.reshape(turned, joined.add(height).add(width).value());
  }
}
