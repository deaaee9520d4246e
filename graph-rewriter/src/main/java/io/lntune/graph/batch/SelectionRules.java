package io.lntune.graph.batch;

import static io.lntune.graph.batch.ExampleAxes.axis;
import static io.lntune.graph.batch.ExampleAxes.constant;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Operators that pick entries. */
final class SelectionRules {
  private SelectionRules() {}

  /** Rows of a stored table for the indices of examples, or stored places of what examples have. */
  static Dependence gather(Node node, int output, ExampleAxes axes) {
    Shape data = node.requiredInput(0).shape();
    Shape indices = node.requiredInput(1).shape();
    if (data == null || indices == null) {
      return Dependence.MIXED;
    }
    int along = axis(node.attributes().intValue("axis", 0), data.rank());
    Dependence table = axes.ofInput(node, 0);
    Dependence places = axes.ofInput(node, 1);
    if (table.equals(Dependence.CONSTANT) && places.isExample()) {
      return Dependence.example(along + places.axis());
    }
    if (table.isExample() && places.equals(Dependence.CONSTANT) && table.axis() != along) {
      int shift = table.axis() > along ? indices.rank() - 1 : 0;
      return Dependence.example(table.axis() + shift);
    }
    if (table.equals(Dependence.example(along)) && !places.isMixed()) {
      return PositionRules.gather(node, along, axes);
    }
    return Dependence.MIXED;
  }

  /** Entry by entry along another axis than that of the examples. */
  static Dependence gatherElements(Node node, int output, ExampleAxes axes) {
    Shape data = node.requiredInput(0).shape();
    Dependence table = axes.ofInput(node, 0);
    boolean apart =
        data != null
            && table.isExample()
            && table.equals(axes.ofInput(node, 1))
            && table.axis() != axis(node.attributes().intValue("axis", 0), data.rank());
    return apart ? table : Dependence.MIXED;
  }

  /** Tuples of indices [batch, ..., tuple] within each example, or into a stored table. */
  static Dependence gatherTuples(Node node, int output, ExampleAxes axes) {
    Shape indices = node.requiredInput(1).shape();
    Dependence table = axes.ofInput(node, 0);
    Dependence places = axes.ofInput(node, 1);
    long batched = node.attributes().intValue("batch_dims", 0);
    if (table.equals(Dependence.example(0)) && batched == 0 && !places.isMixed()) {
      return PositionRules.gatherTuples(node, axes);
    }
    if (indices == null || !places.isExample() || places.axis() == indices.rank() - 1) {
      return Dependence.MIXED;
    }
    boolean within = table.equals(places) && places.axis() < batched;
    boolean stored = table.equals(Dependence.CONSTANT) && batched == 0;
    return within || stored ? places : Dependence.MIXED;
  }

  /** Ranges of other axes; which axes is stored, where they end may follow from shapes. */
  static Dependence slice(Node node, int output, ExampleAxes axes) {
    Shape data = node.requiredInput(0).shape();
    Dependence table = axes.ofInput(node, 0);
    if (data == null || !table.isExample() || !ProductRules.areConstant(node, 1, axes)) {
      return Dependence.MIXED;
    }
    long[] along = node.input(3) == null ? firstAxes(node) : constant(node, 3);
    if (along == null) {
      return Dependence.MIXED;
    }
    Set<Integer> sliced =
        Arrays.stream(along).mapToObj(each -> axis(each, data.rank())).collect(Collectors.toSet());
    return sliced.contains(table.axis()) ? Dependence.MIXED : table;
  }

  private static long @Nullable [] firstAxes(Node node) {
    Shape starts = node.requiredInput(1).shape();
    if (starts == null || starts.rank() != 1 || !starts.isStatic()) {
      return null;
    }
    long[] axes = new long[Math.toIntExact(starts.elementCount())];
    Arrays.setAll(axes, i -> i);
    return axes;
  }
}
