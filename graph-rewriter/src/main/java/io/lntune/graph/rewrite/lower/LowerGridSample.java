package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * GridSample (opset 16) of X [N, C, D1..Dn] at a grid [N, O1..On, n]: a weighted sum over the
 * neighbours of every sampled position, whose weights follow the grid. Y is [N, C, O1..On].
 */
final class LowerGridSample extends Lowering {
  /** Rank of X beyond its spatial axes, which begin there. */
  private static final int SPATIAL = 2;

  LowerGridSample() {
    super(OpId.onnx("GridSample"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    Value grid = root.requiredInput(1);
    int axes = rank(x) - SPATIAL;
    SamplingMode mode = SamplingMode.of(root.attributes().string("mode", "linear"));
    if (axes < 1 || rank(grid) != axes + SPATIAL) {
      return Decision.decline("the ranks of image and grid are not known", root);
    }
    if (mode == SamplingMode.CUBIC && axes != 2) {
      return Decision.decline("cubic sampling is defined for images only", root);
    }
    boolean aligned = root.attributes().intValue("align_corners", 0) != 0;
    String padding = root.attributes().string("padding_mode", "zeros");
    GraphBuilder builder = core.builder();
    Value positions = builder.reshape(grid, 0, -1, axes);
    List<Value> sizes = new ArrayList<>();
    List<List<GridAxis.Neighbour>> neighbours = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      Value size = core.sizeOf(x, SPATIAL + axis);
      // The last coordinate of the grid belongs to the first spatial axis.
      long part = axes - 1L - axis;
      Value coordinate = builder.squeeze(core.slice(positions, 2, part, part + 1), 2);
      sizes.add(size);
      neighbours.add(new GridAxis(core, size, aligned, padding).neighbours(coordinate, mode));
    }
    Value pixels = builder.reshape(x, 0, 0, -1);
    Value leading = core.slice(builder.shapeOf(x), 0, 0, SPATIAL);
    Value count = builder.concat(0, leading, core.sizeOf(positions, 1));
    Value sum = sum(core, pixels, count, sizes, neighbours, 0, null, null);
    Value outer = core.slice(builder.shapeOf(grid), 0, 1, axes + 1L);
    return replaceFirst(root, builder.reshape(sum, builder.concat(0, leading, outer)));
  }

  /** Sums over the neighbours along the axes from {@code axis} on: [N, C, positions]. */
  private static Value sum(
      CoreOperators core,
      Value pixels,
      Value count,
      List<Value> sizes,
      List<List<GridAxis.Neighbour>> neighbours,
      int axis,
      @Nullable Value index,
      @Nullable Value weight) {
    GraphBuilder builder = core.builder();
    if (axis == sizes.size() && index != null) {
      Value picked =
          core.node(
              "GatherElements",
              Map.of("axis", new Attribute.IntValue(2)),
              pixels,
              builder.expand(builder.unsqueeze(index, 1), count));
      return weight == null ? picked : builder.mul(picked, builder.unsqueeze(weight, 1));
    }
    Value total = null;
    for (GridAxis.Neighbour neighbour : neighbours.get(axis)) {
      Value flat =
          index == null
              ? neighbour.index()
              : builder.add(builder.mul(index, sizes.get(axis)), neighbour.index());
      Value product = product(builder, weight, neighbour.weight());
      Value part = sum(core, pixels, count, sizes, neighbours, axis + 1, flat, product);
      total = total == null ? part : builder.add(total, part);
    }
    return Objects.requireNonNull(total);
  }

  private static @Nullable Value product(
      GraphBuilder builder, @Nullable Value first, @Nullable Value second) {
    if (first == null || second == null) {
      return first == null ? second : first;
    }
    return builder.mul(first, second);
  }
}
