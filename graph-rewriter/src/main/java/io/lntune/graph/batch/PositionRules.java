package io.lntune.graph.batch;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.fold.SmallArray;

/**
 * Exporters spell {@code mask[b, s]} with indices that are made of positions in the batch. Such
 * indices depend on sizes alone, so they are evaluated for batches of different sizes: examples
 * stay apart when row b of the indices points at example b and nothing else.
 */
final class PositionRules {
  private PositionRules() {}

  /** {@code Gather} along the axis of the examples. */
  static Dependence gather(Node node, int along, ExampleAxes axes) {
    return found(node, along, axes, false);
  }

  /** {@code GatherND} whose tuples begin with the axis of the examples. */
  static Dependence gatherTuples(Node node, ExampleAxes axes) {
    return found(node, 0, axes, true);
  }

  private static Dependence found(Node node, int along, ExampleAxes axes, boolean tuples) {
    Value data = node.requiredInput(0);
    Value indices = node.requiredInput(1);
    Shape shape = indices.shape();
    if (shape == null || !axes.isFree(indices)) {
      return Dependence.MIXED;
    }
    int rank = shape.rank() - (tuples ? 1 : 0);
    for (int i = 0; i < rank; i++) {
      int axis = i;
      boolean may = axes.isBatch(shape.dim(i)) || shape.dim(i).equals(Dim.UNKNOWN);
      if (may
          && axes.sized().stream()
              .allMatch(sized -> points(data, indices, axis, along, sized, tuples))) {
        return Dependence.example(along + i);
      }
    }
    return Dependence.MIXED;
  }

  private static boolean points(
      Value data, Value indices, int axis, int along, SizedValues sized, boolean tuples) {
    long[] sizes = sized.sizes(data);
    SmallArray places = sized.of(indices);
    if (sizes == null
        || places == null
        || places.isFloatingPoint()
        || places.rank() <= axis
        || places.size(axis) != sized.examples()) {
      return false;
    }
    long slices = sizes[along] / sized.examples();
    int step = tuples ? Math.toIntExact(places.size(places.rank() - 1)) : 1;
    long inner = 1;
    for (int i = axis + 1; i < places.rank(); i++) {
      inner *= places.size(i);
    }
    for (int i = 0; i < places.count(); i += step) {
      long example = i / inner % sized.examples();
      long place = places.integer(i);
      if (place < example * slices || place >= (example + 1) * slices) {
        return false;
      }
    }
    return true;
  }
}
