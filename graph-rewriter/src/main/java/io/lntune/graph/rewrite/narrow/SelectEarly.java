package io.lntune.graph.rewrite.narrow;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Pass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Moves the selection of one position (the class token, the last token) up to where it first
 * matters: every operator between computes the selected positions only. An operator is narrowed
 * when all that reads its output wants the same selection. Requires a topologically sorted graph in
 * canonical form; works on the outermost graph.
 */
public final class SelectEarly implements Pass {
  private final SelectionRules rules = new SelectionRules();

  @Override
  public String name() {
    return "SelectEarly";
  }

  @Override
  public boolean run(Model model) {
    Graph graph = model.graph();
    boolean moved = new EarliestShapes(graph).move();
    Map<Node, List<@Nullable Selection>> wanted = new HashMap<>();
    Map<Node, Selection> narrowed = demands(graph, wanted);
    new Narrowing(graph, wanted, narrowed).apply();
    return moved || !narrowed.isEmpty();
  }

  /**
   * From last node to first: what each node wants of its inputs, into {@code wanted}; returns the
   * nodes of whose output everything but one selection is unused.
   */
  private Map<Node, Selection> demands(Graph graph, Map<Node, List<@Nullable Selection>> wanted) {
    Map<Node, Selection> narrowed = new HashMap<>();
    List<Node> nodes = new ArrayList<>(graph.nodes());
    Collections.reverse(nodes);
    for (Node node : nodes) {
      Selection selection = common(graph, node, wanted);
      List<@Nullable Selection> inputs = selection == null ? null : rules.inputs(node, selection);
      if (selection != null && inputs != null) {
        narrowed.put(node, selection);
        wanted.put(node, inputs);
        continue;
      }
      Selection own = Selection.of(node);
      if (own != null) {
        wanted.put(node, Collections.singletonList(own));
      }
    }
    return narrowed;
  }

  /** The selection that every reader of the node's only output wants, or null. */
  private static @Nullable Selection common(
      Graph graph, Node node, Map<Node, List<@Nullable Selection>> wanted) {
    Value output = node.outputs().isEmpty() ? null : node.output(0);
    if (output == null || graph.isOutput(output) || output.uses().isEmpty()) {
      return null;
    }
    Selection common = null;
    for (Use use : output.uses()) {
      List<@Nullable Selection> inputs = wanted.get(use.node());
      Selection each =
          inputs == null || use.index() >= inputs.size() ? null : inputs.get(use.index());
      if (each == null || (common != null && !common.equals(each))) {
        return null;
      }
      common = each;
    }
    return common;
  }
}
