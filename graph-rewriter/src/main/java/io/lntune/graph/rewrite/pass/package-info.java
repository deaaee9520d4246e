/**
 * Passes over a whole model. The order in which a model is brought into the form that later stages
 * expect: {@code InlineFunctions}, {@code ConstantFolding}, {@code OpsetLift}, {@code
 * ConstantFolding} again, rules, {@code DeadNodeElimination}, {@code TopologicalOrder}.
 */
@NullMarked
package io.lntune.graph.rewrite.pass;

import org.jspecify.annotations.NullMarked;
