package io.lntune.graph.diagnose;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Captures;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Which of some starting values each value of a graph depends on. A node with bodies ({@code If},
 * {@code Loop}) also reads what its bodies read from outside.
 */
final class Reach {
  private final Map<Value, BitSet> origins = new HashMap<>();

  /**
   * Sweeps over {@code graph}, whose nodes are in order.
   *
   * @param passes whether a node hands what it reads on to one of its outputs
   */
  Reach(Graph graph, List<Value> starts, BiPredicate<Node, Value> passes) {
    for (int i = 0; i < starts.size(); i++) {
      origins.computeIfAbsent(starts.get(i), key -> new BitSet()).set(i);
    }
    for (Node node : graph.nodes()) {
      BitSet read = into(node);
      if (!read.isEmpty()) {
        for (Value output : node.outputs()) {
          if (output != null && passes.test(node, output)) {
            origins.put(output, read);
          }
        }
      }
    }
  }

  /** Indices of the starting values that {@code value} depends on. */
  BitSet of(Value value) {
    return origins.getOrDefault(value, new BitSet());
  }

  /** Indices of the starting values that something {@code node} reads depends on. */
  BitSet into(Node node) {
    BitSet read = new BitSet();
    Captures.read(node).forEach(value -> read.or(of(value)));
    return read;
  }
}
