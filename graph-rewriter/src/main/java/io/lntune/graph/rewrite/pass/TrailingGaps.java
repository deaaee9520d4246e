package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.Subgraphs;

/**
 * Shortens the inputs and outputs of nodes that end in left-out ones, which means the same. ONNX
 * Runtime's fusions count the inputs of LayerNormalization and read a left-out bias as if it were
 * there, which ends the process.
 */
public final class TrailingGaps implements Pass {
  @Override
  public String name() {
    return "TrailingGaps";
  }

  @Override
  public boolean run(Model model) {
    boolean changed = false;
    for (Graph graph : Subgraphs.withNested(model.graph())) {
      for (Node node : graph.nodes()) {
        changed |= graph.dropTrailingGaps(node);
      }
    }
    return changed;
  }
}
