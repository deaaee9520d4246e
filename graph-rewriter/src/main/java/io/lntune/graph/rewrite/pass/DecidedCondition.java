package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Conditions that are the same at every run: constants, and comparisons of two sizes that are
 * certainly equal or certainly not.
 */
final class DecidedCondition {
  /** Longest chain of nodes that is followed from a condition. */
  private static final int DEPTH = 16;

  private static final Set<String> SAME_NUMBER = Set.of("Cast", "Identity", "Squeeze", "Unsqueeze");

  private DecidedCondition() {}

  /** The condition's value; null when it depends on the run. */
  static @Nullable Boolean of(Value condition) {
    return truth(condition, DEPTH);
  }

  private static @Nullable Boolean truth(Value value, int depth) {
    Long constant = constant(value);
    if (constant != null) {
      return constant != 0;
    }
    Node node = value.producer();
    if (node == null || depth == 0 || !node.op().domain().isEmpty()) {
      return null;
    }
    return switch (node.op().type()) {
      case "Cast", "Identity", "Squeeze", "Unsqueeze" -> truth(node.requiredInput(0), depth - 1);
      case "Not" -> {
        Boolean operand = truth(node.requiredInput(0), depth - 1);
        yield operand == null ? null : Boolean.valueOf(!operand);
      }
      case "And" -> joined(node, false, depth - 1);
      case "Or" -> joined(node, true, depth - 1);
      case "Equal" -> {
        Dim left = size(node.requiredInput(0), depth - 1);
        Dim right = size(node.requiredInput(1), depth - 1);
        if (left == null || right == null) {
          yield null;
        }
        boolean differ = left.isStatic() && right.isStatic() && left.size() != right.size();
        yield left.certainlyEquals(right) ? Boolean.TRUE : differ ? Boolean.FALSE : null;
      }
      default -> null;
    };
  }

  /** And or Or, where one operand of the value {@code deciding} settles it. */
  private static @Nullable Boolean joined(Node node, boolean deciding, int depth) {
    Boolean left = truth(node.requiredInput(0), depth);
    Boolean right = truth(node.requiredInput(1), depth);
    if ((left != null && left == deciding) || (right != null && right == deciding)) {
      return deciding;
    }
    return (left == null || right == null) ? null : Boolean.valueOf(!deciding);
  }

  /** The size that {@code value} is: a constant, or one element of the shape of a value. */
  private static @Nullable Dim size(Value value, int depth) {
    Long constant = constant(value);
    if (constant != null) {
      return constant < 0 ? null : Dim.of(constant);
    }
    Node node = value.producer();
    if (node == null || depth == 0 || !node.op().domain().isEmpty()) {
      return null;
    }
    if (SAME_NUMBER.contains(node.op().type())) {
      return size(node.requiredInput(0), depth - 1);
    }
    boolean one = node.is("Gather") || (node.is("Slice") && isSingle(node));
    Node shaped = one ? node.requiredInput(0).producer() : null;
    if (shaped == null || !shaped.is("Shape") || !shaped.attributes().asMap().isEmpty()) {
      return null;
    }
    Shape shape = shaped.requiredInput(0).shape();
    Long index = constant(node.requiredInput(1));
    return shape == null || index == null || index >= shape.rank() || -index > shape.rank()
        ? null
        : shape.dim(index.intValue());
  }

  private static boolean isSingle(Node slice) {
    Shape shape = slice.requiredOutput(0).shape();
    return shape != null && shape.rank() == 1 && shape.dim(0).size() == 1;
  }

  private static @Nullable Long constant(Value value) {
    Tensor tensor = value.initializer();
    boolean whole =
        tensor != null
            && (tensor.elementType() == DataType.BOOL
                || tensor.elementType() == DataType.INT64
                || tensor.elementType() == DataType.INT32);
    return tensor == null || !whole || tensor.elementCount() != 1 || value.graph().isInput(value)
        ? null
        : Long.valueOf(tensor.toLongs()[0]);
  }
}
