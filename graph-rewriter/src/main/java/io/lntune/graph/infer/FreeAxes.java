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
import java.util.stream.Collectors;

/**
 * The axes of the inputs whose size is free; those without a name count as one per position.
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
          symbols.add(shape.dim(i).nameAt(i));
        }
      }
    }
    return new FreeAxes(List.copyOf(symbols));
  }

  /** Gives the inputs of {@code graph} these sizes, one for each of the first symbols. */
  void bind(Graph graph, List<Long> sizes) {
    for (Value input : graph.inputs()) {
      Shape shape = input.shape();
      if (shape == null || shape.isStatic()) {
        continue;
      }
      List<Dim> dims = new ArrayList<>();
      for (int i = 0; i < shape.rank(); i++) {
        Dim dim = shape.dim(i);
        int index = dim.isStatic() ? sizes.size() : symbols.indexOf(dim.nameAt(i));
        dims.add(index < sizes.size() ? Dim.of(sizes.get(index)) : dim);
      }
      input.setType(new TensorType(input.elementType(), new Shape(dims)));
    }
  }

  /**
   * The symbol of an axis that has these sizes under the bindings, one for each: an input's own
   * where it is one, else a name for the sizes.
   */
  String symbol(List<Long> sizes, List<List<Long>> bindings) {
    int bound = Math.min(symbols.size(), bindings.get(0).size());
    for (int i = 0; i < bound; i++) {
      int axis = i;
      if (bindings.stream().map(binding -> binding.get(axis)).toList().equals(sizes)) {
        return symbols.get(i);
      }
    }
    return "size " + sizes.stream().map(String::valueOf).collect(Collectors.joining("|"));
  }
}
