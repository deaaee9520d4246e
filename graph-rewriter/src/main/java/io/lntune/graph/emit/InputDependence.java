package io.lntune.graph.emit;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which graph inputs values are computed from. */
final class InputDependence {
  private final Graph graph;

  InputDependence(Graph graph) {
    this.graph = graph;
  }

  /** Those of {@code values} that are computed from nothing but what {@code value} is. */
  List<Value> withoutFurtherInputs(Collection<Value> values, Value value) {
    Set<Value> available = inputs(value);
    return values.stream().filter(one -> available.containsAll(inputs(one))).toList();
  }

  private Set<Value> inputs(Value value) {
    Set<Value> inputs = new HashSet<>();
    Set<Value> seen = new HashSet<>();
    Deque<Value> pending = new ArrayDeque<>(List.of(value));
    while (!pending.isEmpty()) {
      Value next = pending.remove();
      if (!seen.add(next)) {
        continue;
      }
      if (graph.isInput(next) && next.initializer() == null) {
        inputs.add(next);
      }
      if (next.producer() != null) {
        read(next.producer(), pending);
      }
    }
    return inputs;
  }

  private static void read(Node node, Deque<Value> pending) {
    add(node.inputs(), pending);
    for (Graph body : Subgraphs.nested(node)) {
      pending.addAll(body.outputs());
      body.nodes().forEach(inner -> add(inner.inputs(), pending));
    }
  }

  private static void add(Collection<? extends @Nullable Value> values, Deque<Value> pending) {
    for (Value value : values) {
      if (value != null) {
        pending.add(value);
      }
    }
  }

  /** Removes those of {@code declared} that nothing reads any more. */
  void removeUnused(Collection<Value> declared) {
    for (Value input : declared) {
      if (graph.isInput(input) && input.uses().isEmpty() && !graph.isOutput(input)) {
        graph.removeInput(input);
      }
    }
  }
}
