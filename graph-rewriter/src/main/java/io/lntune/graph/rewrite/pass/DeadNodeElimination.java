package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.DeadNodes;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes nodes that contribute to no graph output, in the graph and the graphs inside it. Graph
 * inputs and outputs stay as they are.
 */
public final class DeadNodeElimination implements Pass {
  private final boolean removeInitializers;

  /**
   * The pass; initializers that nothing uses are removed only when {@code removeInitializers} is
   * set, because a model may carry parameters for another purpose.
   */
  public DeadNodeElimination(boolean removeInitializers) {
    this.removeInitializers = removeInitializers;
  }

  @Override
  public String name() {
    return "DeadNodeElimination";
  }

  @Override
  public boolean run(Model model) {
    DeadNodes deadNodes = new DeadNodes(model.graph());
    List<Node> nodes = new ArrayList<>();
    for (Graph graph : Subgraphs.withNested(model.graph())) {
      nodes.addAll(graph.nodes());
    }
    Collections.reverse(nodes);
    boolean changed = deadNodes.removeFrom(nodes);
    if (removeInitializers) {
      for (Graph graph : Subgraphs.withNested(model.graph())) {
        changed |= removeUnusedInitializers(graph, deadNodes);
      }
    }
    return changed;
  }

  private static boolean removeUnusedInitializers(Graph graph, DeadNodes deadNodes) {
    Set<Value> inputs = new HashSet<>(graph.inputs());
    boolean changed = false;
    for (Value value : List.copyOf(graph.initializers())) {
      if (value.uses().isEmpty() && !inputs.contains(value) && !deadNodes.isGraphOutput(value)) {
        graph.removeValue(value);
        changed = true;
      }
    }
    return changed;
  }
}
