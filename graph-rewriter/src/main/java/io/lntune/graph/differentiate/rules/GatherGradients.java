package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Operators that read or write at indices (ONNX opset 18). Repeated indices add up. */
public final class GatherGradients {
  private GatherGradients() {}

  /** Y = X at indices along an axis: dX = zeros with dY added at the indices. */
  public static Gradients gather(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              Value x = g.in(0);
              int rank = g.rank(x);
              int axis = g.axis(g.attributes().intValue("axis", 0), rank);
              Value indices = b.reshape(asLong(b, g.in(1)), -1);
              Value updates = g.dY();
              if (g.rank(g.in(1)) != 1) {
                Value shape = gatheredShape(g, x, axis, rank, b.shapeOf(indices));
                updates = b.reshape(updates, shape);
              }
              if (axis == 0) {
                Value rows = b.unsqueeze(indices, 1);
                return g.typedLike(x, Indices.addAtTuples(b, g.zerosLike(x), rows, updates));
              }
              Value size = Sizes.of(g, x, axis);
              return g.typedLike(x, Indices.scatterAlong(g, updates, indices, rank, axis, size));
            });
  }

  private static Value gatheredShape(GradientContext g, Value x, int axis, int rank, Value count) {
    List<Value> parts = new ArrayList<>();
    if (axis > 0) {
      parts.add(Sizes.range(g, x, 0, axis));
    }
    parts.add(count);
    if (axis < rank - 1) {
      parts.add(Sizes.range(g, x, axis + 1, rank));
    }
    return parts.size() == 1 ? parts.get(0) : g.builder().concat(0, parts.toArray(Value[]::new));
  }

  private static Value asLong(GraphBuilder b, Value indices) {
    return b.cast(indices, DataType.INT64);
  }

  /** Y = X at one index per element along an axis: dX = zeros with dY added there. */
  public static Gradients gatherElements(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              long axis = g.attributes().intValue("axis", 0);
              return g.typedLike(
                  g.in(0), Indices.addAtElements(b, g.zerosLike(g.in(0)), g.in(1), g.dY(), axis));
            });
  }

  /** Y = X at index tuples: dX = zeros with dY added there. */
  public static Gradients gatherNd(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              long batch = g.attributes().intValue("batch_dims", 0);
              Value indices = g.in(1);
              for (int axis = (int) batch - 1; axis >= 0; axis--) {
                indices = withBatchIndex(g, indices, axis);
              }
              return g.typedLike(
                  g.in(0), Indices.addAtTuples(b, g.zerosLike(g.in(0)), indices, g.dY()));
            });
  }

  /** Index tuples with the position along a batch axis put in front of each. */
  private static Value withBatchIndex(GradientContext g, Value indices, int axis) {
    GraphBuilder b = g.builder();
    int rank = g.rank(g.in(1));
    long[] along = new long[rank];
    Arrays.fill(along, 1);
    along[axis] = -1;
    Value position = b.reshape(Indices.upTo(b, Sizes.of(g, g.in(1), axis)), along);
    Value shape = b.concat(0, Sizes.range(g, g.in(1), 0, rank - 1), b.longs(1));
    return b.concat(-1, b.expand(position, shape), indices);
  }

  /**
   * Y = X with updates written at indices along an axis: dX = dY with zeros there (or dY itself
   * when the updates are added), dU = dY at the indices.
   */
  public static Gradients scatterElements(GradientContext g) {
    if (isCombining(g)) {
      return combining(g, "GatherElements");
    }
    GraphBuilder b = g.builder();
    Map<String, Attribute> axis = new LinkedHashMap<>();
    axis.put("axis", new Attribute.IntValue(g.attributes().intValue("axis", 0)));
    return g.gradients()
        .input(
            0,
            () ->
                isAdding(g)
                    ? g.dY()
                    : g.typedLike(
                        g.in(0),
                        b.call(
                            OpId.onnx("ScatterElements"),
                            axis,
                            g.dY(),
                            g.in(1),
                            g.zerosLike(g.in(2)))))
        .input(
            2,
            () -> g.typedLike(g.in(2), b.call(OpId.onnx("GatherElements"), axis, g.dY(), g.in(1))));
  }

  /** As {@link #scatterElements}, with index tuples. */
  public static Gradients scatterNd(GradientContext g) {
    if (isCombining(g)) {
      return combining(g, "GatherND");
    }
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () ->
                isAdding(g)
                    ? g.dY()
                    : g.typedLike(
                        g.in(0), b.call("ScatterND", g.dY(), g.in(1), g.zerosLike(g.in(2)))))
        .input(2, () -> g.typedLike(g.in(2), b.call("GatherND", g.dY(), g.in(1))));
  }

  private static boolean isAdding(GradientContext g) {
    return g.attributes().string("reduction", "none").equals("add");
  }

  /** Whether updates are combined with the old elements other than by addition. */
  private static boolean isCombining(GradientContext g) {
    String reduction = g.attributes().string("reduction", "none");
    return !reduction.equals("none") && !reduction.equals("add");
  }

  private static Gradients combining(GradientContext g, String gatherType) {
    ScatterReductions reductions = new ScatterReductions(g, gatherType);
    return g.attributes().string("reduction", "").equals("mul")
        ? reductions.product()
        : reductions.extremum();
  }

  /** The k largest or smallest along an axis: dX = zeros with dY at the returned indices. */
  public static Gradients topK(GradientContext g) {
    GraphBuilder b = g.builder();
    return g.gradients()
        .input(
            0,
            () -> {
              if (g.node().output(1) == null) {
                g.builder()
                    .graph()
                    .setNodeOutput(
                        g.node(), 1, b.typed(b.graph().fresh("topk_indices"), DataType.INT64));
              }
              long axis = g.attributes().intValue("axis", -1);
              return g.typedLike(
                  g.in(0), Indices.addAtElements(b, g.zerosLike(g.in(0)), g.out(1), g.dY(), axis));
            });
  }
}
