package io.lntune.graph.diagnose;

import io.lntune.graph.infer.OperatorCheck;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the nodes whose operator ONNX Runtime does not know, bodies of control flow included. */
final class UnknownOperators {
  private UnknownOperators() {}

  /** The nodes in graph order, outer graphs first. */
  static List<Node> in(Model model) {
    Map<OpId, Boolean> known = new HashMap<>();
    List<Node> unknown = new ArrayList<>();
    for (Graph graph : Subgraphs.withNested(model.graph())) {
      for (Node node : graph.nodes()) {
        if (!known.computeIfAbsent(node.op(), op -> OperatorCheck.complaint(model, node) == null)) {
          unknown.add(node);
        }
      }
    }
    return unknown;
  }
}
