package io.lntune.graph.infer;

import static java.util.Objects.requireNonNull;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which axes have the same size, also where a graph computes shapes at run time and the
 * symbols get lost. The free axes of the inputs are bound to prime numbers, several times with
 * different ones; sizes are mostly polynomials in these, so axes that agree under every binding are
 * the same, and a size that never changes is a constant. A graph may also clip or pad a size at a
 * constant of its own, which is why the bindings lie at different scales.
 *
 * <p>A graph that cannot be bound twice (a fixed table that is too short, say) keeps the types of
 * plain inference.
 */
public final class SymbolicShapes {
  /**
   * Primes around a usual length and short ones; the rest where those fail: long enough for audio,
   * multiples of 512 for graphs that cut a sequence into windows, and the first axis alone for
   * graphs whose other axes are free in name only. The runtime evaluates masks over all of these,
   * so long ones come late and with a small first axis, the batch.
   */
  private static final List<long[]> BINDINGS =
      List.of(
          new long[] {37, 41, 43, 47, 53},
          new long[] {59, 61, 67, 71, 73},
          new long[] {5, 7, 11, 13, 17},
          new long[] {19, 23, 29, 31, 37},
          new long[] {3, 1013, 1019, 1021, 1031},
          new long[] {5, 2011, 2017, 2027, 2029},
          new long[] {3, 512, 1536, 2560, 3584},
          new long[] {5, 1024, 2560, 3584, 5632},
          new long[] {37},
          new long[] {59});

  /** Bindings that are always tried; later ones only until {@link #FEWEST} have succeeded. */
  private static final int ALWAYS = 3;

  private static final int FEWEST = 2;

  private SymbolicShapes() {}

  /** Sets the type of every value, with symbols that tell equal sizes. */
  public static void infer(Model model) {
    ShapeOracle.infer(model);
    FreeAxes axes = FreeAxes.of(model.graph());
    if (axes.symbols().isEmpty()) {
      return;
    }
    Map<Value, ValueType> plain = new HashMap<>();
    for (Value value : model.graph().values()) {
      if (value.type() != null) {
        plain.put(value, value.type());
      }
    }
    List<Binding> bindings = bindings(model, axes, plain);
    if (bindings.size() >= FEWEST) {
      apply(model.graph(), bindings, axes, plain);
      BodyTypes.infer(model, new HashMap<>());
    }
  }

  /** The types that the graph has when its free axes have these sizes. */
  private record Binding(List<Long> sizes, Map<String, TensorType> types) {}

  private static List<Binding> bindings(Model model, FreeAxes axes, Map<Value, ValueType> plain) {
    List<Binding> bindings = new ArrayList<>();
    for (int i = 0; i < BINDINGS.size() && (i < ALWAYS || bindings.size() < FEWEST); i++) {
      long[] primes = BINDINGS.get(i);
      if (primes.length > 1 && primes.length < axes.symbols().size()) {
        continue;
      }
      try {
        Map<String, TensorType> types = describe(model, axes, primes, plain);
        bindings.add(new Binding(Arrays.stream(primes).boxed().toList(), types));
      } catch (LntuneException e) {
        // These sizes do not suit the graph; others may.
      }
    }
    return bindings;
  }

  private static void apply(
      Graph graph, List<Binding> bindings, FreeAxes axes, Map<Value, ValueType> plain) {
    List<List<Long>> sizes = bindings.stream().map(Binding::sizes).toList();
    Map<String, TensorType> merged = new LinkedHashMap<>();
    for (String name : bindings.get(0).types().keySet()) {
      List<TensorType> types = new ArrayList<>();
      for (Binding binding : bindings) {
        TensorType type = binding.types().get(name);
        if (type != null && type.shape() != null) {
          types.add(type);
        }
      }
      if (types.size() == bindings.size() && !isUnranked(graph.find(name), plain)) {
        merged.put(name, merge(types, plain.get(graph.find(name)), axes, sizes));
      }
    }
    ShapeOracle.apply(graph, merged);
  }

  /** Plain inference knows better where the runtime's interface hides an unknown rank. */
  private static boolean isUnranked(@Nullable Value value, Map<Value, ValueType> plain) {
    return value != null && plain.get(value) instanceof TensorType type && type.shape() == null;
  }

  private static Map<String, TensorType> describe(
      Model model, FreeAxes axes, long[] sizes, Map<Value, ValueType> plain) {
    Graph graph = model.graph();
    try {
      axes.bind(graph, sizes);
      for (Value output : graph.outputs()) {
        output.setType(null);
      }
      return ShapeOracle.describe(model, true, ofBodies(graph, plain));
    } finally {
      plain.forEach(Value::setType);
    }
  }

  /** What plain inference found out about the results of control flow. */
  private static Map<Value, TensorType> ofBodies(Graph graph, Map<Value, ValueType> plain) {
    Map<Value, TensorType> types = new HashMap<>();
    for (Node node : graph.nodes()) {
      for (Value output : Subgraphs.of(node).isEmpty() ? List.<Value>of() : node.outputs()) {
        if (output != null
            && plain.get(output) instanceof TensorType type
            && type.shape() != null) {
          types.put(output, type);
        }
      }
    }
    return types;
  }

  private static TensorType merge(
      List<TensorType> types, @Nullable ValueType plain, FreeAxes axes, List<List<Long>> bound) {
    Shape before = plain instanceof TensorType type ? type.shape() : null;
    DataType element = types.get(0).elementType();
    List<Shape> shapes = types.stream().map(type -> requireNonNull(type.shape())).toList();
    int rank = shapes.get(0).rank();
    if (shapes.stream().anyMatch(shape -> shape.rank() != rank)) {
      return new TensorType(element, null);
    }
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int axis = i;
      List<Long> sizes = shapes.stream().map(shape -> shape.dim(axis).size()).toList();
      if (sizes.stream().anyMatch(size -> size < 0)) {
        dims.add(before != null && before.rank() == rank ? before.dim(i) : Dim.UNKNOWN);
      } else {
        boolean constant = sizes.stream().distinct().count() == 1;
        dims.add(constant ? Dim.of(sizes.get(0)) : Dim.symbolic(axes.symbol(sizes, bound)));
      }
    }
    return new TensorType(element, new Shape(dims));
  }
}
