package io.lntune.graph.rewrite.runtime;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The values of a graph that are nothing but a stored weight of reduced precision in another form:
 * dequantised, cast, unpacked, looked up in a table, reshaped.
 */
final class ComputedWeights {
  /** Elements below which a second form of a weight takes no memory worth a node. */
  private static final long SMALLEST_WEIGHT = 1024;

  private static final Set<String> FORMS =
      Set.of(
          "Cast",
          "DequantizeLinear",
          "BitwiseAnd",
          "BitShift",
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Concat",
          "Slice",
          "Reshape",
          "Transpose",
          "Squeeze",
          "Unsqueeze",
          "Expand",
          "Gather",
          "Identity");

  private final Set<Value> stored = new HashSet<>();
  private final Set<Value> reduced = new HashSet<>();

  /** Looks at the nodes of {@code graph}, which must be in topological order. */
  ComputedWeights(Graph graph) {
    for (Value value : graph.initializers()) {
      stored.add(value);
      Tensor tensor = Objects.requireNonNull(value.initializer());
      DataType type = tensor.elementType();
      boolean narrow = WeightView.takes(type) || WeightView.refuses(type);
      if (narrow && tensor.elementCount() >= SMALLEST_WEIGHT) {
        reduced.add(value);
      }
    }
    graph.nodes().forEach(this::visit);
  }

  private void visit(Node node) {
    boolean form = node.op().domain().isEmpty() && FORMS.contains(node.op().type());
    boolean derived = node.inputs().stream().allMatch(one -> one == null || stored.contains(one));
    if (!(form && derived) && !WeightView.isView(node)) {
      return;
    }
    Value output = node.requiredOutput(0);
    stored.add(output);
    if (node.inputs().stream().anyMatch(reduced::contains)) {
      reduced.add(output);
    }
  }

  /** True for a node's output that is another form of a stored weight of reduced precision. */
  boolean contains(Value value) {
    return value.producer() != null && reduced.contains(value);
  }

  /** Whether a weight of reduced precision is stored in elements of this type. */
  boolean any(DataType type) {
    return reduced.stream().anyMatch(value -> isStored(value) && value.elementType() == type);
  }

  /** True for a stored weight of reduced precision itself. */
  boolean isStored(Value value) {
    return value.producer() == null && reduced.contains(value);
  }
}
