package io.lntune.graph.batch;

import static io.lntune.graph.batch.ExampleAxes.axis;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.fold.SmallArray;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of each example, chosen by the example itself, such as the last token of a text: {@code
 * x[arange(batch), place]}. Exporters write it as tuples for GatherND, or as rows {@code b * length
 * + place} of the flattened tensor, which stay inside of example b only when the place is certainly
 * below the length.
 */
final class PickedRows {
  private static final Set<String> KEEPING =
      Set.of("Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze");

  private PickedRows() {}

  /** The dependence of what is picked; null when {@code node} is of another kind. */
  static @Nullable Dependence of(Node node, ExampleAxes axes) {
    boolean tuples = node.is("GatherND") && node.attributes().intValue("batch_dims", 0) == 0;
    boolean rows = node.is("Gather") && node.attributes().intValue("axis", 0) == 0;
    if (!(tuples || rows) || !axes.ofInput(node, 0).equals(Dependence.example(0))) {
      return null;
    }
    Node indices = node.requiredInput(1).producer();
    boolean stays =
        indices != null
            && (tuples
                ? beginsWithExample(node, indices, axes)
                : isInsideExample(node.requiredInput(0), indices, axes));
    return stays ? Dependence.example(0) : null;
  }

  /** Whether the first number of every tuple [batch, ..., tuple] counts the examples. */
  private static boolean beginsWithExample(Node node, Node tuples, ExampleAxes axes) {
    Shape shape = tuples.requiredOutput(0).shape();
    if (!tuples.is("Concat")
        || shape == null
        || axis(tuples.attributes().intValue("axis", 0), shape.rank()) != shape.rank() - 1) {
      return false;
    }
    for (int i = 1; i < tuples.inputs().size(); i++) {
      if (!isOfExample(tuples.requiredInput(i), axes)) {
        return false;
      }
    }
    return areStarts(tuples.requiredInput(0), node.requiredInput(0), axes);
  }

  /** Whether the indices are sums of where example b begins and a place in it. */
  private static boolean isInsideExample(Value table, Node sum, ExampleAxes axes) {
    if (!sum.is("Add")) {
      return false;
    }
    Value left = sum.requiredInput(0);
    Value right = sum.requiredInput(1);
    Value start = axes.isFree(left) ? left : right;
    Value place = axes.isFree(left) ? right : left;
    return isOfExample(place, axes) && areStarts(start, table, axes) && isBelow(place, table, axes);
  }

  private static boolean isOfExample(Value value, ExampleAxes axes) {
    Dependence dependence = axes.of(value);
    return dependence.equals(Dependence.example(0)) || dependence.equals(Dependence.CONSTANT);
  }

  /** Whether entry b, in all of its slice, is the first slice of example b in {@code table}. */
  private static boolean areStarts(Value value, Value table, ExampleAxes axes) {
    for (SizedValues sized : axes.sized()) {
      SmallArray array = axes.isFree(value) ? sized.of(value) : null;
      long slices = slices(table, sized);
      if (array == null || array.isFloatingPoint() || slices < 0 || array.rank() == 0) {
        return false;
      }
      if (array.size(0) != sized.examples()) {
        return false;
      }
      long inner = array.count() / sized.examples();
      for (int i = 0; i < array.count(); i++) {
        if (array.integer(i) != i / inner * slices) {
          return false;
        }
      }
    }
    return true;
  }

  /** Slices of one example; -1 when that is not known. */
  private static long slices(Value table, SizedValues sized) {
    long[] sizes = sized.sizes(table);
    return sizes == null || sizes[0] % sized.examples() != 0 ? -1 : sizes[0] / sized.examples();
  }

  /** Whether a place is from 0 to below the number of an example's slices. */
  private static boolean isBelow(Value place, Value table, ExampleAxes axes) {
    Node node = place.producer();
    while (node != null && KEEPING.contains(node.op().type())) {
      node = node.requiredInput(0).producer();
    }
    if (node == null || !(node.is("ArgMax") || node.is("ArgMin") || isModulo(node))) {
      return false;
    }
    for (SizedValues sized : axes.sized()) {
      long slices = slices(table, sized);
      if (slices < 0 || bound(node, sized) > slices) {
        return false;
      }
    }
    return true;
  }

  /** The integer remainder takes the sign of the divisor. */
  private static boolean isModulo(Node node) {
    return node.is("Mod") && node.attributes().intValue("fmod", 0) == 0;
  }

  /** What the result is certainly below. */
  private static long bound(Node node, SizedValues sized) {
    if (node.is("Mod")) {
      SmallArray divisor = sized.of(node.requiredInput(1));
      if (divisor == null || divisor.count() != 1 || divisor.isFloatingPoint()) {
        return Long.MAX_VALUE;
      }
      return divisor.integer(0) > 0 ? divisor.integer(0) : Long.MAX_VALUE;
    }
    long[] sizes = sized.sizes(node.requiredInput(0));
    return sizes == null
        ? Long.MAX_VALUE
        : sizes[axis(node.attributes().intValue("axis", 0), sizes.length)];
  }
}
