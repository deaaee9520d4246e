package io.lntune.graph.precision;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * The node that adds a bias to a product and is the only one to read it.
 *
 * @param node the {@code Add}
 * @param bias stored, [N]
 */
record AddedBias(Node node, Value bias) {
  /** The one behind {@code product}, or null. */
  static @Nullable AddedBias after(Node product) {
    Value output = product.requiredOutput(0);
    Graph graph = product.graph();
    if (output.uses().size() != 1 || graph.isOutput(output)) {
      return null;
    }
    Use use = output.uses().iterator().next();
    Node node = use.node();
    if (!node.is("Add") || node.graph() != graph) {
      return null;
    }
    Value bias = node.requiredInput(1 - use.index());
    boolean stored = bias.initializer() != null && bias.shape() != null && bias.shape().rank() == 1;
    return stored ? new AddedBias(node, bias) : null;
  }
}
