package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphCopy;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.List;
import java.util.Map;

/**
 * Puts the nodes of a branch in the place of its {@code If} where the condition is the same at
 * every run. Requires types: exporters write an {@code If} for a choice that sizes decide.
 */
public final class InlineDecidedBranches implements Pass {
  @Override
  public String name() {
    return "InlineDecidedBranches";
  }

  @Override
  public boolean run(Model model) {
    boolean changed = false;
    for (Graph graph : Subgraphs.withNested(model.graph())) {
      for (Node node : graph.nodes()) {
        Boolean condition = node.is("If") ? DecidedCondition.of(node.requiredInput(0)) : null;
        Graph branch =
            condition == null
                ? null
                : node.attributes().graph(condition ? "then_branch" : "else_branch");
        if (branch != null) {
          inline(node, branch);
          changed = true;
        }
      }
    }
    return changed;
  }

  /** Puts the nodes of {@code branch} in the place of {@code node}, whose branch it is. */
  static void inline(Node node, Graph branch) {
    Graph graph = node.graph();
    GraphCopy copy = new GraphCopy();
    copy.nodes(branch, graph, node);
    for (int i = 0; i < node.outputs().size(); i++) {
      Value output = node.output(i);
      if (output != null) {
        Value result = copy.of(branch.outputs().get(i));
        graph.setNodeOutput(node, i, null);
        graph.insert(
            node, OpId.onnx("Identity"), output.name(), List.of(result), List.of(output), Map.of());
      }
    }
    for (Graph inner : Subgraphs.nested(node)) {
      inner.nodes().forEach(inner::remove);
    }
    graph.remove(node);
  }
}
