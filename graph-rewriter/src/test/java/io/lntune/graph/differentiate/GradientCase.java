package io.lntune.graph.differentiate;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One node whose gradient is checked at one point.
 *
 * @param op the operator
 * @param description what is special about the case
 * @param operands the node's inputs, then what only its bodies use
 * @param inputs how many of the operands are inputs; bodies may use the others
 * @param attributes the node's attributes
 * @param bodies the node's bodies by attribute
 * @param outputs number of outputs of the node
 * @param seeded outputs that have an upstream gradient
 * @param active inputs whose gradient is wanted
 * @param knowledge what the rule must be able to work with; with less it may report an error
 * @param exactType element type of the check in double precision; float32 where the operator
 *     declares float32 by definition, for the reference evaluator does not round it
 * @param tolerance bound of the relative error against central differences in double precision
 * @param floatTolerance bound of the relative error of float32 against double precision
 * @param runtimeGap why ONNX Runtime cannot run the forward node on the CPU; empty when it can
 * @param halfGap why it cannot do so in float16; empty when it can
 */
record GradientCase(
    OpId op,
    String description,
    List<Operand> operands,
    int inputs,
    Map<String, Attribute> attributes,
    Map<String, CaseBody> bodies,
    int outputs,
    Set<Integer> seeded,
    Set<Integer> active,
    Set<ShapeKnowledge> knowledge,
    DataType exactType,
    double tolerance,
    double floatTolerance,
    String runtimeGap,
    String halfGap) {
  GradientCase {
    operands = List.copyOf(operands);
    attributes = Map.copyOf(attributes);
    bodies = Map.copyOf(bodies);
    seeded = Set.copyOf(seeded);
    active = Set.copyOf(active);
    knowledge = Set.copyOf(knowledge);
  }

  /** The same node with other inputs active. */
  GradientCase withActive(Set<Integer> indices) {
    return new GradientCase(
        op,
        description,
        operands,
        inputs,
        attributes,
        bodies,
        outputs,
        seeded,
        indices,
        knowledge,
        exactType,
        tolerance,
        floatTolerance,
        runtimeGap,
        halfGap);
  }

  @Override
  public String toString() {
    return op + ", " + description + ", gradient of " + new TreeSet<>(active);
  }
}
