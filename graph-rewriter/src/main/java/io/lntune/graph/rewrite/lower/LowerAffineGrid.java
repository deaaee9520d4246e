package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * AffineGrid (opset 20): the grid [N, O1..On, n] of the points that theta [N, n, n+1] maps the
 * regular points of a target of size [N, C, O1..On] to. A product of the regular points with theta.
 */
final class LowerAffineGrid extends Lowering {
  LowerAffineGrid() {
    super(OpId.onnx("AffineGrid"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value theta = root.requiredInput(0);
    Value size = root.requiredInput(1);
    int axes = (int) size(size, 0) - 2;
    if (axes < 1) {
      return Decision.decline("the rank of the target is not known", root);
    }
    boolean aligned = root.attributes().intValue("align_corners", 0) != 0;
    GraphBuilder builder = core.builder();
    Value shape = core.slice(size, 0, 2, axes + 2L);
    Value points = builder.concat(0, shape, builder.longs(1));
    List<Value> coordinates = new ArrayList<>();
    for (int axis = axes - 1; axis >= 0; axis--) {
      Value length = core.slice(shape, 0, axis, axis + 1L);
      long[] along = new long[axes + 1];
      Arrays.fill(along, 1);
      along[axis] = -1;
      Value line = line(length, aligned, theta.elementType(), core);
      coordinates.add(builder.expand(builder.reshape(line, along), points));
    }
    coordinates.add(builder.expand(builder.scalar(1, theta.elementType()), points));
    Value regular =
        builder.reshape(builder.concat(-1, coordinates.toArray(Value[]::new)), -1, axes + 1L);
    Value mapped = builder.matMul(regular, builder.transpose(theta, List.of(0L, 2L, 1L)));
    Value target = builder.concat(0, core.slice(size, 0, 0, 1), shape, builder.longs(axes));
    return replaceFirst(root, builder.reshape(mapped, target));
  }

  /** Coordinates from -1 to 1 of the points along an axis: [length]. */
  private static Value line(Value length, boolean aligned, DataType type, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value indices = builder.cast(core.range(length), type);
    Value count = builder.cast(length, type);
    Value one = builder.scalar(1, type);
    if (aligned) {
      return builder.sub(builder.div(builder.scale(indices, 2), builder.sub(count, one)), one);
    }
    Value odd = builder.add(builder.scale(indices, 2), one);
    return builder.sub(builder.div(odd, count), one);
  }
}
