package io.lntune.graph.batch;

import io.lntune.graph.ir.Node;

/** How one operator carries examples from its inputs to its outputs. */
@FunctionalInterface
interface AxisRule {
  /**
   * The dependence of an output; {@link Dependence#MIXED} whenever it cannot be proven otherwise.
   *
   * @param node the operator, some input of which belongs to examples
   * @param output index of the output
   * @param axes the dependence of everything before
   */
  Dependence of(Node node, int output, ExampleAxes axes);
}
