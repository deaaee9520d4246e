package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;

/** Run-time sizes of the labels of an Einsum; a size is emitted only when it is asked for. */
final class LabelSizes {
  private final Node root;
  private final EinsumEquation equation;
  private final CoreOperators core;

  LabelSizes(Node root, EinsumEquation equation, CoreOperators core) {
    this.root = root;
    this.equation = equation;
    this.core = core;
  }

  /** Reshapes to [one axis per label of {@code single}, one axis per group of joined labels]. */
  Value reshape(Value x, String single, String... groups) {
    RuntimeShape shape = new RuntimeShape(core);
    for (int i = 0; i < single.length(); i++) {
      append(shape, single.charAt(i));
    }
    for (String group : groups) {
      if (group.length() == 1) {
        append(shape, group.charAt(0));
      } else {
        shape.add(joined(group));
      }
    }
    return core.builder().reshape(x, shape.value());
  }

  private Value joined(String group) {
    GraphBuilder builder = core.builder();
    Value product = builder.longs(1);
    for (int i = 0; i < group.length(); i++) {
      RuntimeShape size = new RuntimeShape(core);
      append(size, group.charAt(i));
      product = builder.mul(product, size.value());
    }
    return product;
  }

  private void append(RuntimeShape shape, char label) {
    for (int i = 0; i < equation.operands().size(); i++) {
      int axis = equation.operands().get(i).indexOf(label);
      if (axis >= 0) {
        shape.axis(root.requiredInput(i), axis);
        return;
      }
    }
    throw new IllegalArgumentException("label " + label);
  }
}
