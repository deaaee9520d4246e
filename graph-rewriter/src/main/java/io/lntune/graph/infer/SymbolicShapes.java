package io.lntune.graph.infer;

import io.lntune.graph.LntuneException;
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
import org.jspecify.annotations.Nullable;

/**
 * Finds out which axes have the same size, also where a graph computes shapes at run time and the
 * symbols get lost. The free axes of the inputs are bound to prime numbers, twice with different
 * ones; sizes are polynomials in these, so axes that agree under both bindings are the same, and a
 * size that does not change is a constant.
 *
 * <p>A graph that cannot be bound (a fixed table that is too short, say) keeps the types of plain
 * inference.
 */
public final class SymbolicShapes {
  /** Pairs of ranges of primes: small enough for position tables, or long enough for audio. */
  private static final List<long[][]> BINDINGS =
      List.of(
          new long[][] {{37, 41, 43, 47, 53}, {59, 61, 67, 71, 73}},
          new long[][] {{5, 7, 11, 13, 17}, {19, 23, 29, 31, 37}},
          new long[][] {{1009, 1013, 1019, 1021, 1031}, {2003, 2011, 2017, 2027, 2029}});

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
    for (long[][] primes : BINDINGS) {
      if (axes.symbols().size() <= primes[0].length && bind(model, axes, primes, plain)) {
        BodyTypes.infer(model, new HashMap<>());
        return;
      }
    }
  }

  private static boolean bind(
      Model model, FreeAxes axes, long[][] primes, Map<Value, ValueType> plain) {
    Map<String, TensorType> first;
    Map<String, TensorType> second;
    try {
      first = describe(model, axes, primes[0], plain);
      second = describe(model, axes, primes[1], plain);
    } catch (LntuneException e) {
      // These sizes do not suit the graph; the caller tries others or keeps what it had.
      return false;
    }
    Map<String, TensorType> merged = new LinkedHashMap<>();
    first.forEach(
        (name, type) -> {
          TensorType other = second.get(name);
          if (other != null && type.shape() != null && other.shape() != null) {
            merged.put(name, merge(type, type.shape(), other.shape(), axes, primes));
          }
        });
    Graph graph = model.graph();
    merged.keySet().removeIf(name -> isUnranked(graph.find(name), plain));
    ShapeOracle.apply(graph, merged);
    return true;
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
      TensorType type, Shape first, Shape second, FreeAxes axes, long[][] primes) {
    if (first.rank() != second.rank()) {
      return new TensorType(type.elementType(), null);
    }
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < first.rank(); i++) {
      long a = first.dim(i).size();
      long b = second.dim(i).size();
      if (a < 0 || b < 0) {
        dims.add(Dim.UNKNOWN);
      } else {
        dims.add(a == b ? Dim.of(a) : Dim.symbolic(axes.symbol(a, b, primes)));
      }
    }
    return new TensorType(type.elementType(), new Shape(dims));
  }
}
