package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Removes nodes whose outputs nobody uses, and then the nodes that only those used. */
public final class DeadNodes {
  private final Set<Value> graphOutputs;
  private final Set<Node> removed = new HashSet<>();

  /** For {@code root} and the graphs inside it, whose outputs must not change meanwhile. */
  public DeadNodes(Graph root) {
    this.graphOutputs = Subgraphs.outputs(root);
  }

  /** True for an output of the graph or of a graph inside it. */
  public boolean isGraphOutput(Value value) {
    return graphOutputs.contains(value);
  }

  /** True when this object took the node out. */
  public boolean isRemoved(Node node) {
    return removed.contains(node);
  }

  /**
   * Removes those of {@code candidates} that are dead and everything that becomes dead thereby.
   *
   * @return whether anything was removed
   */
  public boolean removeFrom(Collection<? extends @Nullable Node> candidates) {
    int before = removed.size();
    Deque<Node> pending = new ArrayDeque<>();
    for (Node candidate : candidates) {
      if (candidate != null) {
        pending.add(candidate);
      }
    }
    while (!pending.isEmpty()) {
      Node node = pending.remove();
      if (!removed.contains(node) && isDead(node)) {
        remove(node, pending);
        for (Graph inner : Subgraphs.nested(node)) {
          inner.nodes().forEach(innerNode -> remove(innerNode, pending));
        }
      }
    }
    return removed.size() > before;
  }

  private boolean isDead(Node node) {
    for (Value output : node.outputs()) {
      if (output != null && !isUnused(output)) {
        return false;
      }
    }
    return true;
  }

  private boolean isUnused(Value value) {
    return value.uses().isEmpty() && !graphOutputs.contains(value);
  }

  private void remove(Node node, Deque<Node> pending) {
    removed.add(node);
    node.graph().remove(node);
    for (Value input : node.inputs()) {
      Node producer = input == null ? null : input.producer();
      if (producer != null && isUnused(input)) {
        pending.add(producer);
      }
    }
    for (Value output : node.outputs()) {
      if (output != null && output.producer() == null && isUnused(output)) {
        output.graph().removeValue(output);
      }
    }
  }
}
