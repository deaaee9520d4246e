package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * CenterCropPad (opset 18): the middle of each axis that is too long, zeros on both sides of each
 * that is too short; of an odd difference the larger half lies behind.
 */
final class LowerCenterCropPad extends Lowering {
  LowerCenterCropPad() {
    super(OpId.onnx("CenterCropPad"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    int rank = rank(x);
    if (rank < 1) {
      return Decision.decline("the rank of the input is not known", root);
    }
    GraphBuilder builder = core.builder();
    List<Long> given = root.attributes().ints("axes");
    long[] axes =
        given == null
            ? LongStream.range(0, rank).toArray()
            : given.stream().mapToLong(axis -> axis < 0 ? axis + rank : axis).toArray();
    Value target = builder.cast(root.requiredInput(1), DataType.INT64);
    RuntimeShape shape = new RuntimeShape(core);
    for (long axis : axes) {
      shape.axis(x, (int) axis);
    }
    Value size = shape.value();
    Value start = builder.div(positive(builder.sub(size, target), core), builder.longs(2));
    Value cut =
        core.node("Slice", Map.of(), x, start, builder.add(start, target), builder.longs(axes));
    Value missing = positive(builder.sub(target, size), core);
    Value before = builder.div(missing, builder.longs(2));
    Value pads = builder.concat(0, before, builder.sub(missing, before));
    return replaceFirst(root, core.node("Pad", Map.of(), cut, pads, null, builder.longs(axes)));
  }

  private static Value positive(Value x, CoreOperators core) {
    return core.node("Max", Map.of(), x, core.builder().longs(0));
  }
}
