package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Pass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leaves of a merged decoder the branch without cached keys and values, the one that training
 * takes. Optimum exports such a decoder as one {@code If} whose condition is the input {@value
 * #INPUT}: then with the cache, else without. Weights that both branches read lie around them.
 */
public final class SelectUncachedBranch implements Pass {
  private static final String INPUT = "use_cache_branch";

  @Override
  public String name() {
    return "SelectUncachedBranch";
  }

  @Override
  public boolean run(Model model) {
    Graph graph = model.graph();
    Value condition = condition(graph);
    if (condition == null) {
      return false;
    }
    boolean changed = false;
    for (Node node : List.copyOf(graph.nodes())) {
      Graph branch =
          node.is("If") && node.input(0) == condition
              ? node.attributes().graph("else_branch")
              : null;
      if (branch != null) {
        InlineDecidedBranches.inline(node, branch);
        changed = true;
      }
    }
    if (changed && condition.uses().isEmpty()) {
      graph.removeInput(condition);
    }
    return changed;
  }

  private static @Nullable Value condition(Graph graph) {
    Value value = graph.find(INPUT);
    return value != null && graph.isInput(value) && value.elementType() == DataType.BOOL
        ? value
        : null;
  }
}
