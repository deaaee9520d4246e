package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * Pad (opset 18) along some axes: the same with one pad for each axis. ONNX Runtime 1.29 moves a
 * Transpose through a Pad as if it always had them all, and then fails.
 */
final class LowerPadAxes extends Lowering {
  private static final int AXES = 3;

  LowerPadAxes() {
    super(OpId.onnx("Pad"));
  }

  @Override
  boolean needsElementType() {
    return false;
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    Value given = root.input(AXES);
    Tensor constant = given == null ? null : ConstantTensor.of(given);
    int rank = rank(x);
    if (constant == null || rank < 0) {
      return Decision.decline("there are no axes, or they or the rank are not known", root);
    }
    long[] along = constant.toLongs();
    List<Value> pads = new ArrayList<>();
    for (int side = 0; side < 2; side++) {
      for (int axis = 0; axis < rank; axis++) {
        pads.add(amount(root.requiredInput(1), along, side, axis, rank, core.builder()));
      }
    }
    GraphBuilder builder = core.builder();
    Value all = builder.concat(0, pads.toArray(Value[]::new));
    Value result = builder.call(root.op(), root.attributes().copy(), x, all, root.input(2), null);
    return replaceFirst(root, builder.like(x, result));
  }

  /** The pad on one side of one axis, int64 [1]. */
  private static Value amount(
      Value pads, long[] along, int side, int axis, int rank, GraphBuilder builder) {
    for (int i = 0; i < along.length; i++) {
      if (along[i] == axis || along[i] + rank == axis) {
        int from = side * along.length + i;
        Tensor known = ConstantTensor.of(pads);
        return known != null
            ? builder.longs(known.toLongs()[from])
            : builder.typed(
                builder.call(
                    "Slice", pads, builder.longs(from), builder.longs(from + 1L), builder.longs(0)),
                DataType.INT64);
      }
    }
    return builder.longs(0);
  }
}
