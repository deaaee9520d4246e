package io.lntune.graph.differentiate.loss;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.Reachability;
import java.util.List;

/**
 * The rows that a cross-entropy is taken over. One without a label adds nothing to the loss, nor to
 * a gradient, so that its logits need not be there.
 *
 * @param logits float32 [N, C]
 * @param targets int64 [N]
 * @param ignoreIndex the target of a row without a label
 */
public record LabelledRows(Value logits, Value targets, long ignoreIndex) {
  /**
   * Has the loss, not yet differentiated, take its targets at some rows only; {@link #logits} is to
   * hold the same rows from here on.
   *
   * @return their positions, int64 [n], in order: those with a label and always the first, so that
   *     no tensor is empty
   */
  public Value choose(Graph graph) {
    List<Use> readers = List.copyOf(targets.uses());
    return choose(graph, readers, labelled(graph));
  }

  /** The same as if every row had a label, so that sizes follow from those of the inputs. */
  public Value chooseAll(Graph graph) {
    List<Use> readers = List.copyOf(targets.uses());
    GraphBuilder builder = GraphBuilder.atEnd(graph, "labelled");
    Value count = builder.call("Size", targets);
    Value first = builder.scalar(0, DataType.INT64);
    Value step = builder.scalar(1, DataType.INT64);
    return choose(graph, readers, builder.call("Range", first, count, step));
  }

  private Value choose(Graph graph, List<Use> readers, Value positions) {
    positions.setType(new TensorType(DataType.INT64, new Shape(List.of(axis(positions)))));
    GraphBuilder builder = GraphBuilder.atEnd(graph, "loss");
    Value chosen = builder.call("Gather", targets, positions);
    chosen.setType(new TensorType(DataType.INT64, new Shape(List.of(axis(positions)))));
    readers.forEach(use -> use.node().graph().setNodeInput(use.node(), use.index(), chosen));
    for (Node node : Reachability.descendants(graph, List.of(logits, chosen))) {
      node.outputs().forEach(output -> shorten(output, axis(positions)));
    }
    return positions;
  }

  /** The axis of {@code positions}, by a name that tells it from all others. */
  public static Dim axis(Value positions) {
    return Dim.symbolic(positions.name());
  }

  private Value labelled(Graph graph) {
    GraphBuilder builder = GraphBuilder.atEnd(graph, "labelled");
    Value ignored =
        builder.call("Equal", targets, builder.scalar((double) ignoreIndex, DataType.INT64));
    Value counted = builder.call("Not", ignored);
    Value others = builder.call("Slice", counted, builder.longs(1), builder.longs(Long.MAX_VALUE));
    Value first =
        builder.constant(
            TensorElements.encode("first", DataType.BOOL, Shape.of(1), new double[] {1}));
    Value kept = builder.concat(0, first, others);
    return builder.squeeze(builder.call("NonZero", kept), 0);
  }

  private void shorten(Value value, Dim rows) {
    Shape shape = value.shape();
    if (shape != null && shape.rank() > 0 && shape.dim(0).symbol().equals(logits.name())) {
      value.setType(new TensorType(value.elementType(), shape.with(0, rows)));
    }
  }
}
