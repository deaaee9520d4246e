package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.rewrite.GraphOrder;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.Subgraphs;

/** Sorts the graph and the graphs inside it so that producers stand before consumers; stable. */
public final class TopologicalOrder implements Pass {
  @Override
  public String name() {
    return "TopologicalOrder";
  }

  @Override
  public boolean run(Model model) {
    boolean changed = false;
    for (Graph graph : Subgraphs.withNested(model.graph())) {
      changed |= GraphOrder.sort(graph);
    }
    return changed;
  }
}
