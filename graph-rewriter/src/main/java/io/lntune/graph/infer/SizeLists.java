package io.lntune.graph.infer;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.OperatorTraits;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Values that hold sizes and as many of them whatever the sizes are: results of {@code Shape} and
 * {@code Size}, and what is put together of them.
 */
final class SizeLists {
  private static final Set<String> KEEPS_COUNT =
      Set.of("Concat", "Gather", "Reshape", "Slice", "Squeeze", "Unsqueeze");

  private final Set<Value> values = new HashSet<>();

  /** Takes in the results of {@code node}, after all nodes before it. */
  void add(Node node) {
    if (node.is("Shape") || node.is("Size") || (keepsCount(node) && readsSizesOnly(node))) {
      node.outputs().stream().filter(Objects::nonNull).forEach(values::add);
    }
  }

  boolean contains(Value value) {
    return values.contains(value);
  }

  private static boolean keepsCount(Node node) {
    boolean moves = node.op().domain().isEmpty() && KEEPS_COUNT.contains(node.op().type());
    return moves || OperatorTraits.ELEMENTWISE.contains(node.op());
  }

  private boolean readsSizesOnly(Node node) {
    boolean any = false;
    for (Value input : node.inputs()) {
      if (values.contains(input)) {
        any = true;
      } else if (input != null && ConstantTensor.of(input) == null) {
        return false;
      }
    }
    return any;
  }
}
