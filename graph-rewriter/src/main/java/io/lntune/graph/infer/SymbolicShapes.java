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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
  /** Two bindings of one scale: where the first does not suit a graph, nor does the second. */
  private record Scale(List<Long> first, List<Long> second) {}

  private static final Scale USUAL =
      new Scale(List.of(37L, 41L, 43L, 47L, 53L), List.of(59L, 61L, 67L, 71L, 73L));

  private static final Scale SHORT =
      new Scale(List.of(5L, 7L, 11L, 13L, 17L), List.of(19L, 23L, 29L, 31L, 37L));

  /**
   * Where the usual sizes fail: short ones, lengths of audio, multiples of 512 for graphs that cut
   * a sequence into windows, and the first axis alone for graphs whose other axes are free in name
   * only. The runtime evaluates masks over all of these, so the first axis, the batch, is small.
   */
  private static final List<Scale> FURTHER =
      List.of(
          SHORT,
          new Scale(
              List.of(3L, 1013L, 1019L, 1021L, 1031L), List.of(5L, 2011L, 2017L, 2027L, 2029L)),
          new Scale(
              List.of(3L, 512L, 1536L, 2560L, 3584L), List.of(5L, 1024L, 2560L, 3584L, 5632L)),
          new Scale(List.of(37L), List.of(59L)));

  private SymbolicShapes() {}

  /** Sets the type of every value, with symbols that tell equal sizes. */
  public static void infer(Model model) {
    Graph graph = model.graph();
    FreeAxes axes = FreeAxes.of(graph);
    if (axes.symbols().isEmpty()) {
      ShapeOracle.infer(model);
      return;
    }
    boolean bodies = Subgraphs.exist(graph);
    List<Binding> bindings = bodies ? List.of() : bindings(model, axes, types(graph));
    Map<Value, ValueType> plain = Map.of();
    if (!tellEverything(graph, bindings)) {
      ShapeOracle.infer(model);
      plain = types(graph);
      if (bodies) {
        bindings = bindings(model, axes, plain);
      }
    }
    if (!bindings.isEmpty()) {
      apply(graph, bindings, axes, plain);
      BodyTypes.infer(model, new HashMap<>());
    }
  }

  private static Map<Value, ValueType> types(Graph graph) {
    Map<Value, ValueType> types = new HashMap<>();
    for (Value value : graph.values()) {
      if (value.type() != null) {
        types.put(value, value.type());
      }
    }
    return types;
  }

  /** Whether plain inference, a session more, could not add to what the bindings say. */
  private static boolean tellEverything(Graph graph, List<Binding> bindings) {
    for (Binding binding : bindings) {
      for (Node node : graph.nodes()) {
        for (Value output : node.outputs()) {
          TensorType type = output == null ? null : binding.types().get(output.name());
          if (output != null
              && (type == null || type.shape() == null || !type.shape().isStatic())) {
            return false;
          }
        }
      }
    }
    return !bindings.isEmpty() && !UnknownRanks.any(graph, bindings.get(0).types());
  }

  /** The types that the graph has when its free axes have these sizes. */
  private record Binding(List<Long> sizes, Map<String, TensorType> types) {}

  private static List<Binding> bindings(Model model, FreeAxes axes, Map<Value, ValueType> plain) {
    // A size that is clipped at a constant of the graph differs at another scale.
    List<Binding> bindings =
        together(model, axes, plain, List.of(USUAL.first(), USUAL.second(), SHORT.first()));
    if (haveBoth(bindings, USUAL)) {
      return bindings;
    }
    for (Scale scale : FURTHER) {
      bindings = together(model, axes, plain, List.of(scale.first(), scale.second()));
      if (haveBoth(bindings, scale)) {
        return bindings;
      }
    }
    return List.of();
  }

  private static boolean haveBoth(List<Binding> bindings, Scale scale) {
    return bindings.stream()
        .map(Binding::sizes)
        .toList()
        .containsAll(List.of(scale.first(), scale.second()));
  }

  /** The bindings to each of {@code choices} that suits the graph, found out side by side. */
  private static List<Binding> together(
      Model model, FreeAxes axes, Map<Value, ValueType> plain, List<List<Long>> choices) {
    Map<List<Long>, Description> descriptions = new LinkedHashMap<>();
    for (List<Long> sizes : choices) {
      if (sizes.size() == 1 || sizes.size() >= axes.symbols().size()) {
        Description started = ifSuitable(() -> describe(model, axes, sizes, plain));
        if (started != null) {
          descriptions.put(sizes, started);
        }
      }
    }
    List<Binding> bindings = new ArrayList<>();
    descriptions.forEach(
        (sizes, description) -> {
          Map<String, TensorType> types = ifSuitable(description::types);
          if (types != null) {
            bindings.add(new Binding(sizes, types));
          }
        });
    return bindings;
  }

  /** Null when the runtime refuses the graph, because it does not take the sizes. */
  private static <T> @Nullable T ifSuitable(Supplier<T> work) {
    try {
      return work.get();
    } catch (LntuneException e) {
      return null;
    }
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

  private static Description describe(
      Model model, FreeAxes axes, List<Long> sizes, Map<Value, ValueType> plain) {
    Graph graph = model.graph();
    try {
      axes.bind(graph, sizes);
      for (Value output : graph.outputs()) {
        output.setType(null);
      }
      return ShapeOracle.start(model, true, ofBodies(graph, plain), Set.of());
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
