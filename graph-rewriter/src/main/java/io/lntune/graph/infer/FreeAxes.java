package io.lntune.graph.infer;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The axes of the inputs whose size is free. Axes without a name count as one symbol per position:
 * the first axis of every input is the batch in practice.
 *
 * @param symbols names, in order of appearance
 */
record FreeAxes(List<String> symbols) {
  FreeAxes {
    symbols = List.copyOf(symbols);
  }

  static FreeAxes of(Graph graph) {
    Set<String> symbols = new LinkedHashSet<>();
    for (Value input : graph.inputs()) {
      Shape shape = input.shape();
      for (int i = 0; shape != null && i < shape.rank(); i++) {
        if (!shape.dim(i).isStatic()) {
          symbols.add(name(shape.dim(i), i));
        }
      }
    }
    return new FreeAxes(List.copyOf(symbols));
  }

  private static String name(Dim dim, int axis) {
    return dim.symbol().isEmpty() ? "axis " + axis : dim.symbol();
  }

  /** Gives the inputs of {@code graph} static types. */
  void bind(Graph graph, long[] sizes) {
    for (Value input : graph.inputs()) {
      Shape shape = input.shape();
      if (shape == null || shape.isStatic()) {
        continue;
      }
      List<Dim> dims = new ArrayList<>();
      for (int i = 0; i < shape.rank(); i++) {
        Dim dim = shape.dim(i);
        dims.add(dim.isStatic() ? dim : Dim.of(sizes[symbols.indexOf(name(dim, i))]));
      }
      input.setType(new TensorType(input.elementType(), new Shape(dims)));
    }
  }

  /**
   * The symbol of an axis that has size {@code a} under the first binding and {@code b} under the
   * second: an input's own where it is one, else a name for the pair.
   */
  String symbol(long a, long b, long[][] primes) {
    for (int i = 0; i < symbols.size(); i++) {
      if (primes[0][i] == a && primes[1][i] == b) {
        return symbols.get(i);
      }
    }
    return "size " + a + "|" + b;
  }
}
