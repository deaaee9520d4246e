package io.lntune.graph.rewrite.chunk;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Captures;
import io.lntune.graph.rewrite.Reachability;
import io.lntune.graph.rewrite.RowRules;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes around tensors of one shape [N, C] that compute their rows each for itself. What enters
 * and leaves is narrower: of a language model's logits the hidden states, the labels and weights of
 * rows, the terms of the loss, and the gradient with respect to the hidden states.
 */
final class RowRegion {
  private final Graph graph;
  private final Shape wide;
  private final Set<Node> inside = new LinkedHashSet<>();
  private final Set<Value> entering = new LinkedHashSet<>();
  private final Set<Value> shared = new HashSet<>();
  private final Set<Value> leaving = new LinkedHashSet<>();

  private RowRegion(Graph graph, Shape wide) {
    this.graph = graph;
    this.wide = wide;
  }

  /**
   * The region around {@code value} in {@code graph}, which is in order.
   *
   * @return null when something takes more than rows, or gives one of the graph's outputs
   */
  static @Nullable RowRegion around(Graph graph, Value value) {
    Shape shape = value.shape();
    if (shape == null || shape.rank() != 2 || !shape.dim(1).isStatic()) {
      return null;
    }
    RowRegion region = new RowRegion(graph, shape);
    region.collect();
    return region.classify(new RowRules()) ? region : null;
  }

  /** In order. */
  Set<Node> nodes() {
    return inside;
  }

  /** Values [N, ...] computed outside of which every node inside needs the same rows. */
  Set<Value> entering() {
    return entering;
  }

  /** Values [N, ...] computed inside and read outside. */
  Set<Value> leaving() {
    return leaving;
  }

  /** Whether products of matrices are computed here; to move anything else in parts is no gain. */
  boolean hasProduct() {
    return inside.stream().anyMatch(node -> RowRules.PRODUCTS.contains(node.op()));
  }

  /** [N, C]. */
  Shape wide() {
    return wide;
  }

  /** Every node that touches a tensor of the shape, and what lies between two of those. */
  private void collect() {
    Set<Node> touching = new HashSet<>();
    Set<Value> read = new HashSet<>();
    Set<Value> written = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (touches(node)) {
        touching.add(node);
        read.addAll(Captures.read(node));
        node.outputs().stream().filter(Objects::nonNull).forEach(written::add);
      }
    }
    Set<Node> between = Reachability.descendants(graph, written);
    between.retainAll(Reachability.ancestors(read));
    graph.nodes().stream()
        .filter(node -> touching.contains(node) || between.contains(node))
        .forEach(inside::add);
  }

  private boolean touches(Node node) {
    return node.inputs().stream().anyMatch(this::isWide)
        || node.outputs().stream().anyMatch(this::isWide);
  }

  private boolean isWide(@Nullable Value value) {
    Shape shape = value == null ? null : value.shape();
    return shape != null && hasRows(shape) && shape.dim(1).equals(wide.dim(1));
  }

  /** Sorts what the nodes read and write; false when they are not a region. */
  private boolean classify(RowRules rules) {
    for (Node node : inside) {
      Set<Integer> rows = rules.inputs(node);
      if (rows == null || !node.outputs().stream().allMatch(this::hasRows)) {
        return false;
      }
      for (int i = 0; i < node.inputs().size(); i++) {
        Value input = node.input(i);
        if (input == null) {
          continue;
        }
        boolean isInner = input.producer() != null && inside.contains(input.producer());
        if (!rows.contains(i)) {
          shared.add(input);
        } else if (!hasRows(input)) {
          return false;
        } else if (!isInner) {
          entering.add(input);
        }
      }
      node.outputs().stream().filter(this::isReadOutside).forEach(leaving::add);
    }
    return shared.stream().noneMatch(this::isRowValue)
        && entering.stream().noneMatch(this::isWide)
        && leaving.stream().noneMatch(value -> isWide(value) || graph.isOutput(value));
  }

  private boolean isRowValue(Value value) {
    return entering.contains(value)
        || (value.producer() != null && inside.contains(value.producer()));
  }

  private boolean hasRows(@Nullable Value value) {
    Shape shape = value == null ? null : value.shape();
    return value == null || (shape != null && hasRows(shape));
  }

  private boolean hasRows(Shape shape) {
    return shape.rank() == 2
        && shape.dim(1).isStatic()
        && shape.dim(0).certainlyEquals(wide.dim(0));
  }

  private boolean isReadOutside(@Nullable Value value) {
    return Objects.nonNull(value)
        && (graph.isOutput(value)
            || value.uses().stream().anyMatch(use -> !inside.contains(use.node())));
  }
}
