package io.lntune.graph.canonical;

import io.lntune.graph.infer.ShapeOracle;
import io.lntune.graph.infer.SymbolicShapes;
import io.lntune.graph.ir.Model;
import io.lntune.graph.rewrite.Subgraphs;
import io.lntune.graph.rewrite.pass.ConstantFolding;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;
import io.lntune.graph.rewrite.pass.InlineDecidedBranches;

/** Types every value, and inlines branches until no further condition is decided by the types. */
final class DecidedBranches {
  private DecidedBranches() {}

  static void inline(Model model) {
    boolean changed = true;
    while (changed && branches(model)) {
      SymbolicShapes.infer(model);
      new ConstantFolding(false).run(model);
      changed = new InlineDecidedBranches().run(model);
      if (changed) {
        new ConstantFolding(false).run(model);
        new DeadNodeElimination(true).run(model);
      }
    }
    ShapeOracle.infer(model);
  }

  private static boolean branches(Model model) {
    return Subgraphs.withNested(model.graph()).stream()
        .flatMap(graph -> graph.nodes().stream())
        .anyMatch(node -> node.is("If"));
  }
}
