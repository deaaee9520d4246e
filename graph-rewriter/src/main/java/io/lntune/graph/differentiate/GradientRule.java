package io.lntune.graph.differentiate;

/**
 * The vector-Jacobian product of one operator: from the gradients of its outputs to the gradients
 * of those inputs that {@link GradientContext#needs} asks for.
 */
@FunctionalInterface
public interface GradientRule {
  /** Emits the gradient through {@code g}; inputs without a gradient are left out. */
  Gradients of(GradientContext g);
}
