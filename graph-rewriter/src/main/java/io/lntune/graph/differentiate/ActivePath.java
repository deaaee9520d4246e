package io.lntune.graph.differentiate;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Captures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of a graph that a gradient has to pass: values that depend on a trainable value and on
 * which the loss depends.
 */
public final class ActivePath {
  /**
   * An operator on the way that has no gradient.
   *
   * @param node the node
   * @param reason why there is none
   */
  public record Blocker(Node node, String reason) {}

  private final Set<Value> values;
  private final Set<Node> nodes;
  private final List<Blocker> blockers;

  private ActivePath(Set<Value> values, Set<Node> nodes, List<Blocker> blockers) {
    this.values = values;
    this.nodes = nodes;
    this.blockers = blockers;
  }

  /** Finds the path; one sweep forward, one backward. */
  public static ActivePath between(
      Graph graph,
      GradientRegistry registry,
      Collection<Value> trainable,
      Collection<Value> lossInputs) {
    List<Node> order = graph.nodes();
    Set<Value> dependent = dependents(graph, registry, trainable);
    Set<Value> needed = new HashSet<>();
    lossInputs.stream().filter(dependent::contains).forEach(needed::add);
    Set<Node> nodes = new LinkedHashSet<>();
    List<Blocker> blockers = new ArrayList<>();
    for (int i = order.size() - 1; i >= 0; i--) {
      Node node = order.get(i);
      if (node.outputs().stream().noneMatch(needed::contains)
          || Captures.read(node).stream().noneMatch(dependent::contains)) {
        continue;
      }
      nodes.add(node);
      String reason = blockReason(registry.find(node.op()));
      if (reason != null) {
        blockers.add(new Blocker(node, reason));
      }
      Captures.read(node).stream().filter(dependent::contains).forEach(needed::add);
    }
    Set<Value> active = new HashSet<>(needed);
    return new ActivePath(active, nodes, blockers);
  }

  /** Values of {@code graph} that depend on a trainable value, and these themselves. */
  public static Set<Value> dependents(
      Graph graph, GradientRegistry registry, Collection<Value> trainable) {
    Set<Value> dependent = new HashSet<>(trainable);
    for (Node node : graph.nodes()) {
      if (Captures.read(node).stream().anyMatch(dependent::contains)
          && !(registry.find(node.op()) instanceof GradientEntry.Zero)) {
        for (Value output : node.outputs()) {
          if (output != null && canCarryGradient(node, output, dependent)) {
            dependent.add(output);
          }
        }
      }
    }
    return dependent;
  }

  /**
   * Real numbers carry a gradient, and so do their quantised images: the gradient passes straight
   * through a quantiser, in units of the real number. Scale and zero point that are computed from
   * the data count as constants.
   */
  private static boolean canCarryGradient(Node node, Value output, Set<Value> dependent) {
    if (node.is("DynamicQuantizeLinear")) {
      return output.outputIndex() == 0;
    }
    if (output.type() == null || output.elementType().isFloatingPoint()) {
      return true;
    }
    return node.is("QuantizeLinear")
        || node.is("ConvInteger")
        || node.is("MatMulInteger")
        || (isQuantised(output)
            && node.inputs().stream()
                .anyMatch(
                    input -> input != null && dependent.contains(input) && isQuantised(input)));
  }

  private static boolean isQuantised(Value value) {
    return switch (value.elementType()) {
      case INT4, UINT4, INT8, UINT8, INT16, UINT16 -> true;
      default -> false;
    };
  }

  private static @Nullable String blockReason(@Nullable GradientEntry entry) {
    if (entry == null) {
      return "no gradient rule is registered for this operator";
    }
    return entry instanceof GradientEntry.NotDifferentiable not ? not.reason() : null;
  }

  /** Values whose gradient is needed. */
  public Set<Value> values() {
    return values;
  }

  /** Nodes that the gradient passes. */
  public Set<Node> nodes() {
    return nodes;
  }

  /** Every operator on the path without a gradient, nearest to the loss first. */
  public List<Blocker> blockers() {
    return blockers;
  }

  void requireSupported() {
    if (blockers.isEmpty()) {
      return;
    }
    String list =
        blockers.stream()
            .limit(10)
            .map(blocker -> blocker.node().describe() + ": " + blocker.reason())
            .collect(Collectors.joining("; "));
    throw LntuneException.unsupported(
        "No gradient can pass "
            + blockers.size()
            + " node(s) between the trainable tensors and"
            + " the loss",
        list,
        "Select tensors nearer to the loss with --target, or choose a loss on another output.");
  }
}
