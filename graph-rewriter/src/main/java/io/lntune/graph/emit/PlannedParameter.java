package io.lntune.graph.emit;

import java.util.List;

/**
 * A trainable parameter of a plan.
 *
 * @param name name, and name of its graph input
 * @param module dotted path of the owning module; may be empty
 * @param role {@code scale}, {@code bias} or {@code weight}
 * @param shape sizes
 * @param form spelling of the normalisation layer; empty for other tensors
 * @param consumers names of the nodes that read the parameter; may be empty where nodes have none
 * @param stored initial values in the base
 * @param initializer name of the stored tensor in the base
 * @param exclusive whether merging overwrites the stored tensor; otherwise {@code uses} get one of
 *     their own
 * @param uses places in the base graph that read it: node position and input index
 * @param decayOrigin value towards which weight decay pulls
 * @param gradientName name of the step model's output that holds the gradient
 */
public record PlannedParameter(
    String name,
    String module,
    String role,
    List<Long> shape,
    String form,
    List<String> consumers,
    StoredValues stored,
    String initializer,
    boolean exclusive,
    List<NodeInput> uses,
    double decayOrigin,
    String gradientName) {
  public PlannedParameter {
    shape = List.copyOf(shape);
    consumers = List.copyOf(consumers);
    uses = List.copyOf(uses);
  }

  /**
   * A node input in the base graph.
   *
   * @param node position of the node, from 0
   * @param input input index
   */
  public record NodeInput(int node, int input) {}

  /** Number of elements. */
  public long elementCount() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** The same with its gradient in another output. */
  PlannedParameter withGradientName(String output) {
    return new PlannedParameter(
        name,
        module,
        role,
        shape,
        form,
        consumers,
        stored,
        initializer,
        exclusive,
        uses,
        decayOrigin,
        output);
  }
}
