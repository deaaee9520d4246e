package io.lntune.graph.differentiate.control;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;

/** The bodies that an operator cannot do without. */
final class Bodies {
  private Bodies() {}

  static Graph required(Node node, String name) {
    Graph body = node.attributes().graph(name);
    if (body == null) {
      throw LntuneException.badInput(
          "The node has no '" + name + "'",
          node.describe(),
          "The model is damaged; export it again.");
    }
    return body;
  }
}
