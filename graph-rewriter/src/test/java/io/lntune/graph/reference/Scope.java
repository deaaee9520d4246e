package io.lntune.graph.reference;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values computed so far, in one graph and the graphs around it. */
final class Scope {
  private final Kernels kernels;
  private final IdentityHashMap<Value, Array> known;

  Scope(Kernels kernels) {
    this(kernels, new IdentityHashMap<>());
  }

  private Scope(Kernels kernels, IdentityHashMap<Value, Array> known) {
    this.kernels = kernels;
    this.known = known;
  }

  /**
   * Gives a value its array.
   *
   * @throws IllegalArgumentException when the graph declares another element type or shape
   */
  void set(Value value, Array array) {
    Declared.check(value, array);
    known.put(value, array);
  }

  Array get(Value value) {
    Array array = known.get(value);
    if (array != null) {
      return array;
    }
    Tensor initializer = value.initializer();
    if (initializer == null) {
      throw new IllegalArgumentException("Value '" + value.name() + "' was neither fed nor made");
    }
    Array stored = Array.of(initializer);
    known.put(value, stored);
    return stored;
  }

  /** Runs every node in the order of the graph. */
  void run(Graph graph) {
    for (Node node : graph.nodes()) {
      List<@Nullable Array> inputs = new ArrayList<>();
      for (Value input : node.inputs()) {
        inputs.add(input == null ? null : get(input));
      }
      List<? extends @Nullable Array> results = evaluate(node, inputs);
      for (int i = 0; i < node.outputs().size(); i++) {
        Value output = node.outputs().get(i);
        Array result = i < results.size() ? results.get(i) : null;
        if (output != null && result == null) {
          throw new IllegalArgumentException(node.describe() + ": no output " + i);
        }
        if (output != null) {
          set(output, result);
        }
      }
    }
  }

  private List<? extends @Nullable Array> evaluate(Node node, List<@Nullable Array> inputs) {
    Kernel kernel = kernels.of(node);
    try {
      return kernel.evaluate(new Call(node, inputs, this));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException(node.describe() + " on " + inputs + ": " + e, e);
    }
  }

  List<Array> evaluateInside(Graph subgraph, List<Array> arguments) {
    Scope inner = new Scope(kernels, new IdentityHashMap<>(known));
    for (int i = 0; i < arguments.size(); i++) {
      inner.set(subgraph.inputs().get(i), arguments.get(i));
    }
    inner.run(subgraph);
    return subgraph.outputs().stream().map(inner::get).toList();
  }
}
