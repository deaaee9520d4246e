package io.lntune.graph.infer;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.HashSet;
import java.util.Set;

/**
 * Nodes whose results certainly have no axis of negative size, whatever sizes the inputs get.
 * Requires types that were inferred; what a file declares may be wrong.
 */
public final class CertainSizes {
  private CertainSizes() {}

  /** The nodes of {@code graph} whose first result has fixed axes and axes of inputs only. */
  public static Set<Node> of(Graph graph) {
    Set<String> known = new HashSet<>();
    for (Value input : graph.inputs()) {
      Shape shape = input.shape();
      if (shape != null) {
        shape.dims().stream().map(Dim::symbol).filter(name -> !name.isEmpty()).forEach(known::add);
      }
    }
    Set<Node> certain = new HashSet<>();
    for (Node node : graph.nodes()) {
      Value first = node.outputs().isEmpty() ? null : node.output(0);
      Shape shape = first == null ? null : first.shape();
      if (shape != null
          && shape.dims().stream()
              .allMatch(dim -> dim.isStatic() || known.contains(dim.symbol()))) {
        certain.add(node);
      }
    }
    return certain;
  }
}
