package io.lntune.graph.batch;

import static io.lntune.graph.batch.ExampleAxes.axis;
import static io.lntune.graph.batch.ExampleAxes.constant;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.rewrite.fold.SmallArray;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Operators that work along axes: examples stay apart when theirs is another one. */
final class AlongAxis {
  private AlongAxis() {}

  /** Work along the attribute {@code "axis"}, by default {@code absent}; the shape stays. */
  static AxisRule attribute(long absent) {
    return (node, output, axes) -> {
      Shape shape = node.requiredInput(0).shape();
      return shape == null
          ? Dependence.MIXED
          : unless(
              node, Set.of(axis(node.attributes().intValue("axis", absent), shape.rank())), axes);
    };
  }

  /** Normalises the axes from the attribute {@code "axis"} on. */
  static Dependence normalization(Node node, int output, ExampleAxes axes) {
    Shape shape = node.requiredInput(0).shape();
    if (shape == null) {
      return Dependence.MIXED;
    }
    Set<Integer> normalised = new HashSet<>();
    for (int i = axis(node.attributes().intValue("axis", -1), shape.rank());
        i < shape.rank();
        i++) {
      normalised.add(i);
    }
    return unless(node, normalised, axes);
  }

  /** Along the axis that the stored second input names. */
  static Dependence cumulativeSum(Node node, int output, ExampleAxes axes) {
    Shape shape = node.requiredInput(0).shape();
    long[] along = constant(node, 1);
    return shape == null || along == null || along.length != 1
        ? Dependence.MIXED
        : unless(node, Set.of(axis(along[0], shape.rank())), axes);
  }

  /** Triangles of the last two axes. */
  static Dependence triangle(Node node, int output, ExampleAxes axes) {
    Shape shape = node.requiredInput(0).shape();
    return shape == null
        ? Dependence.MIXED
        : unless(node, Set.of(shape.rank() - 2, shape.rank() - 1), axes);
  }

  /** A scale per tensor, or one per entry of an axis. */
  static Dependence quantizer(Node node, int output, ExampleAxes axes) {
    Shape scale = node.requiredInput(1).shape();
    Shape shape = node.requiredInput(0).shape();
    if (scale == null || shape == null || node.attributes().intValue("block_size", 0) != 0) {
      return Dependence.MIXED;
    }
    boolean one = scale.isStatic() && scale.elementCount() == 1;
    int along = axis(node.attributes().intValue("axis", 1), shape.rank());
    return unless(node, one ? Set.of() : Set.of(along), axes);
  }

  /** Reductions over the axes of the stored second input; all of them when it is left out. */
  static Dependence reduction(Node node, int output, ExampleAxes axes) {
    Shape shape = node.requiredInput(0).shape();
    long[] along = constant(node, 1);
    if (shape == null || along == null) {
      return Dependence.MIXED;
    }
    Set<Integer> reduced = new HashSet<>();
    for (long each : along) {
      reduced.add(axis(each, shape.rank()));
    }
    boolean nothing =
        reduced.isEmpty() && node.attributes().intValue("noop_with_empty_axes", 0) != 0;
    return reduced.isEmpty() && !nothing ? Dependence.MIXED : reduced(node, reduced, axes);
  }

  /** The place of the largest or smallest entry along the attribute {@code "axis"}. */
  static Dependence extremum(Node node, int output, ExampleAxes axes) {
    Shape shape = node.requiredInput(0).shape();
    return shape == null
        ? Dependence.MIXED
        : reduced(node, Set.of(axis(node.attributes().intValue("axis", 0), shape.rank())), axes);
  }

  private static Dependence reduced(Node node, Set<Integer> along, ExampleAxes axes) {
    Dependence kept = unless(node, along, axes);
    if (!kept.isExample() || node.attributes().intValue("keepdims", 1) != 0) {
      return kept;
    }
    long before = along.stream().filter(each -> each < kept.axis()).count();
    return Dependence.example((int) (kept.axis() - before));
  }

  /** Examples of the first input, all others being stored. */
  private static Dependence unless(Node node, Set<Integer> along, ExampleAxes axes) {
    Dependence first = axes.ofInput(node, 0);
    return first.isExample()
            && !along.contains(first.axis())
            && ProductRules.areConstant(node, 1, axes)
        ? first
        : Dependence.MIXED;
  }

  /** The inputs one after the other along the attribute {@code "axis"}. */
  static Dependence concat(Node node, int output, ExampleAxes axes) {
    Shape shape = node.requiredInput(0).shape();
    if (shape == null) {
      return Dependence.MIXED;
    }
    int along = axis(node.attributes().intValue("axis", 0), shape.rank());
    Dependence first = axes.ofInput(node, 0);
    boolean alike = first.isExample() && first.axis() != along;
    for (int i = 1; i < node.inputs().size(); i++) {
      alike &= axes.ofInput(node, i).equals(first);
    }
    return alike ? first : Dependence.MIXED;
  }

  /** Ones and zeros along a new axis. */
  static Dependence oneHot(Node node, int output, ExampleAxes axes) {
    Shape shape = node.requiredInput(0).shape();
    Dependence first = unless(node, Set.of(), axes);
    if (shape == null || !first.isExample()) {
      return Dependence.MIXED;
    }
    int inserted = axis(node.attributes().intValue("axis", -1), shape.rank() + 1);
    return Dependence.example(first.axis() + (inserted <= first.axis() ? 1 : 0));
  }

  /** Axes in another order. */
  static Dependence transpose(Node node, int output, ExampleAxes axes) {
    Shape shape = node.requiredInput(0).shape();
    Dependence first = axes.ofInput(node, 0);
    List<Long> order = node.attributes().ints("perm");
    if (shape == null || !first.isExample()) {
      return Dependence.MIXED;
    }
    return order == null
        ? Dependence.example(shape.rank() - 1 - first.axis())
        : Dependence.example(order.indexOf((long) first.axis()));
  }

  /** Padding of other axes by numbers that do not depend on data. */
  static Dependence pad(Node node, int output, ExampleAxes axes) {
    Shape shape = node.requiredInput(0).shape();
    Dependence first = axes.ofInput(node, 0);
    if (shape == null || node.input(3) != null || !first.isExample()) {
      return Dependence.MIXED;
    }
    for (SizedValues sized : axes.sized()) {
      SmallArray pads = sized.of(node.requiredInput(1));
      if (pads == null
          || pads.count() != 2 * shape.rank()
          || pads.integer(first.axis()) != 0
          || pads.integer(first.axis() + shape.rank()) != 0) {
        return Dependence.MIXED;
      }
    }
    return ProductRules.areConstant(node, 1, axes) ? first : Dependence.MIXED;
  }
}
