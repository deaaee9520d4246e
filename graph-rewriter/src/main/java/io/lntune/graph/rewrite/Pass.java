package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Model;

/** A change of the whole model. */
public interface Pass {
  /** A noun, for example {@code DeadNodeElimination}. */
  String name();

  /**
   * Runs the pass.
   *
   * @return whether anything changed
   */
  boolean run(Model model);
}
