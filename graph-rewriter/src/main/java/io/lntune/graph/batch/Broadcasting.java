package io.lntune.graph.batch;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** Element-wise operators: operands are aligned at their last axes and stretched where 1. */
final class Broadcasting {
  private Broadcasting() {}

  static Dependence elementwise(Node node, int output, ExampleAxes axes) {
    List<Value> operands = new ArrayList<>();
    for (Value input : node.inputs()) {
      if (input != null) {
        operands.add(input);
      }
    }
    return of(operands, 0, axes);
  }

  /**
   * The dependence of a result of {@code operands}.
   *
   * @param ignored last axes that are combined in another way; examples must not lie along them
   */
  static Dependence of(List<Value> operands, int ignored, ExampleAxes axes) {
    int rank = 0;
    for (Value operand : operands) {
      Shape shape = operand.shape();
      if (shape == null) {
        return Dependence.MIXED;
      }
      rank = Math.max(rank, shape.rank());
    }
    int axis = Dependence.WHOLE;
    Dim size = Dim.UNKNOWN;
    for (Value operand : operands) {
      Dependence dependence = axes.of(operand);
      if (dependence.isExample()) {
        Shape shape = shape(operand);
        int aligned = dependence.axis() + rank - shape.rank();
        Dim own = shape.dim(dependence.axis());
        boolean first = axis == Dependence.WHOLE;
        if (aligned >= rank - ignored
            || !(first || (aligned == axis && mayBeEqual(own, size, axes)))) {
          return Dependence.MIXED;
        }
        axis = aligned;
        size = own;
      } else if (!dependence.equals(Dependence.CONSTANT)) {
        return Dependence.MIXED;
      }
    }
    for (Value operand : operands) {
      int own = axis - (rank - shape(operand).rank());
      // A stored tensor with an entry per example would tell examples apart by their position.
      if (!axes.of(operand).isExample() && own >= 0 && shape(operand).dim(own).size() != 1) {
        return Dependence.MIXED;
      }
    }
    return Dependence.example(axis);
  }

  /**
   * Sizes that are not known are equal, or the run fails: with the exception of a single example
   * that has a single slice, which is then stretched over its own slices.
   */
  private static boolean mayBeEqual(Dim left, Dim right, ExampleAxes axes) {
    return left.equals(Dim.UNKNOWN) || right.equals(Dim.UNKNOWN) || axes.areEqual(left, right);
  }

  private static Shape shape(Value operand) {
    Shape shape = operand.shape();
    return shape == null ? Shape.SCALAR : shape;
  }
}
