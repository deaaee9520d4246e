package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.HashSet;
import java.util.Set;

/**
 * Takes the name from a node that shares it with an earlier one of its graph. Names of nodes are
 * optional and mean nothing, but ONNX Runtime refuses to load a repeated one.
 */
public final class UniqueNodeNames implements Pass {
  @Override
  public String name() {
    return "UniqueNodeNames";
  }

  @Override
  public boolean run(Model model) {
    boolean changed = false;
    for (Graph graph : Subgraphs.withNested(model.graph())) {
      Set<String> taken = new HashSet<>();
      for (Node node : graph.nodes()) {
        if (!node.name().isEmpty() && !taken.add(node.name())) {
          node.setName("");
          changed = true;
        }
      }
    }
    return changed;
  }
}
