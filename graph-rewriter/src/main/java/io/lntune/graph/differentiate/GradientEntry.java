package io.lntune.graph.differentiate;

/** What the registry knows about an operator: one of three different answers. */
public sealed interface GradientEntry {
  /**
   * The operator has a gradient.
   *
   * @param broadcasts inputs are broadcast to the output, so the driver sums each gradient back to
   *     the shape of its input
   * @param rule the gradient
   */
  record Differentiable(boolean broadcasts, GradientRule rule) implements GradientEntry {}

  /** The output is piecewise constant in the inputs: the gradient is zero and is not computed. */
  record Zero() implements GradientEntry {}

  /** The operator has no useful gradient; needing one is an error with this reason. */
  record NotDifferentiable(String reason) implements GradientEntry {}
}
