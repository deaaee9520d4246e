package io.lntune.graph.rewrite.runtime;

import io.lntune.graph.ir.Model;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;

/** What a step model, forward and backward, needs to run fast and small on ONNX Runtime. */
public final class StepForRuntime implements Pass {
  @Override
  public String name() {
    return "StepForRuntime";
  }

  @Override
  public boolean run(Model model) {
    boolean changed = new CentredNorms().run(model);
    changed |= new BiasesApart().run(model);
    // The runtime warns of initializers that nothing reads any more.
    changed |= new DeadNodeElimination(true).run(model);
    return changed;
  }
}
