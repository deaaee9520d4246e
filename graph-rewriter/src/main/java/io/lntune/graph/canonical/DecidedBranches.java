package io.lntune.graph.canonical;

import io.lntune.graph.infer.ShapeOracle;
import io.lntune.graph.infer.SymbolicShapes;
import io.lntune.graph.ir.Model;
import io.lntune.graph.rewrite.RewriteDriver;
import io.lntune.graph.rewrite.Subgraphs;
import io.lntune.graph.rewrite.lower.LoweringRules;
import io.lntune.graph.rewrite.pass.ConstantFolding;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;
import io.lntune.graph.rewrite.pass.InlineDecidedBranches;

/**
 * Types every value, takes sequences apart, and inlines branches until no further condition is
 * decided by the types.
 */
final class DecidedBranches {
  private DecidedBranches() {}

  static void inline(Model model) {
    if (has(model, "SequenceAt") || has(model, "ConcatFromSequence")) {
      ShapeOracle.infer(model);
      new RewriteDriver(LoweringRules.sequences()).apply(model);
    }
    boolean changed = true;
    while (changed && has(model, "If")) {
      SymbolicShapes.infer(model);
      // What is folded can tell further sizes, and those decide further branches.
      changed = new ConstantFolding(false).run(model);
      if (new InlineDecidedBranches().run(model)) {
        changed = true;
        new ConstantFolding(false).run(model);
        new DeadNodeElimination(true).run(model);
      }
    }
    ShapeOracle.infer(model);
  }

  private static boolean has(Model model, String onnxType) {
    return Subgraphs.withNested(model.graph()).stream()
        .flatMap(graph -> graph.nodes().stream())
        .anyMatch(node -> node.is(onnxType));
  }
}
