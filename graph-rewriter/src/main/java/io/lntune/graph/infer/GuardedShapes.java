package io.lntune.graph.infer;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Captures;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps ONNX Runtime from ending the process. Its shape inference gives an axis that is too short
 * for an operator a negative size, and a Slice of such an axis fails an assertion. A Slice behind
 * such an operator therefore hides where it starts until the sizes before it are known to be none
 * of these: in one round more, or as many as such operators and slices follow each other in turns.
 */
final class GuardedShapes {
  /** Operators of any domain that may take away more of an axis than there is. */
  private static final Set<String> SHORTENING =
      Set.of(
          "Conv",
          "ConvInteger",
          "QLinearConv",
          "FusedConv",
          "ConvTranspose",
          "MaxPool",
          "AveragePool",
          "LpPool",
          "NhwcMaxPool",
          "QLinearAveragePool",
          "MaxUnpool",
          "Pad",
          "CenterCropPad",
          "STFT");

  private static final int FOR_EVER = Integer.MAX_VALUE;

  private final Graph graph;

  /** The round from which on a Slice may be seen. */
  private final Map<Node, Integer> hidden = new LinkedHashMap<>();

  private GuardedShapes(Graph graph) {
    this.graph = graph;
  }

  /**
   * What {@code describe} says of the graph as it is.
   *
   * @param describe has the runtime infer the types of all computed values
   * @throws LntuneException when an axis would get a negative size
   */
  static Map<String, TensorType> of(Graph graph, Supplier<Map<String, TensorType>> describe) {
    GuardedShapes guard = new GuardedShapes(graph);
    guard.plan();
    int rounds =
        guard.hidden.values().stream()
            .filter(round -> round < FOR_EVER)
            .max(Integer::compare)
            .orElse(0);
    for (int round = 0; round < rounds; round++) {
      guard.requireSizes(guard.hiding(round, describe));
    }
    return guard.hiding(rounds, describe);
  }

  /**
   * Finds the slices behind a shortening operator. The state of a value is twice the round in which
   * its sizes are known, and one more when they are not known to be right before that.
   */
  private void plan() {
    Map<Value, Integer> states = new HashMap<>();
    for (Node node : graph.nodes()) {
      int state = 0;
      for (Value value : Captures.read(node)) {
        state = Math.max(state, states.getOrDefault(value, 0));
      }
      List<Graph> bodies = Subgraphs.nested(node);
      boolean shortens = shortens(node) || inside(bodies, GuardedShapes::shortens);
      boolean slices = slices(node) || inside(bodies, GuardedShapes::slices);
      if (shortens && slices) {
        hide(node, bodies, FOR_EVER);
      } else if (slices && state % 2 == 1) {
        state++;
        hide(node, bodies, state / 2);
      }
      int result = shortens ? state | 1 : state;
      for (Value output : node.outputs()) {
        if (output != null && result > 0) {
          states.put(output, result);
        }
      }
    }
  }

  private static boolean shortens(Node node) {
    return SHORTENING.contains(node.op().type());
  }

  private static boolean slices(Node node) {
    return node.is("Slice") && node.input(1) != null;
  }

  private static boolean inside(List<Graph> bodies, Predicate<Node> kind) {
    return bodies.stream().anyMatch(body -> body.nodes().stream().anyMatch(kind));
  }

  private void hide(Node node, List<Graph> bodies, int until) {
    if (slices(node)) {
      hidden.put(node, until);
    }
    for (Graph body : bodies) {
      body.nodes().stream().filter(GuardedShapes::slices).forEach(one -> hidden.put(one, until));
    }
  }

  /** Describes with an input of the graph in place of the start of every slice not yet seen. */
  private Map<String, TensorType> hiding(int round, Supplier<Map<String, TensorType>> describe) {
    Map<Node, Value> starts = new LinkedHashMap<>();
    Map<Node, Value> unknown = new LinkedHashMap<>();
    try {
      hidden.forEach(
          (slice, until) -> {
            if (until > round) {
              Value start = slice.requiredInput(1);
              Value input = graph.fresh("start");
              input.setType(new TensorType(integers(slice), start.shape()));
              graph.addInput(input);
              starts.put(slice, start);
              unknown.put(slice, input);
              slice.graph().setNodeInput(slice, 1, input);
            }
          });
      return describe.get();
    } finally {
      starts.forEach((slice, start) -> slice.graph().setNodeInput(slice, 1, start));
      unknown
          .values()
          .forEach(
              input -> {
                graph.removeInput(input);
                graph.removeValue(input);
              });
    }
  }

  /** The type of the limits of a slice, which all have the same. */
  private static DataType integers(Node slice) {
    return slice.inputs().stream()
        .skip(1)
        .filter(limit -> limit != null && limit.elementType() != DataType.UNDEFINED)
        .map(Value::elementType)
        .findFirst()
        .orElse(DataType.INT64);
  }

  private void requireSizes(Map<String, TensorType> types) {
    for (Node node : graph.nodes()) {
      Value output = node.output(0);
      if (shortens(node) && output != null) {
        Shape before = shape(node.requiredInput(0), types);
        Shape after = shape(output, types);
        if (before != null && after != null && tellsSizes(node, types) && isLost(before, after)) {
          throw tooShort(node.describe());
        }
      }
    }
  }

  static LntuneException tooShort(String where) {
    return LntuneException.unsupported(
        "An axis is too short for the model: less than nothing would be left of it",
        where,
        "Choose a larger size of the inputs, with --seq for example.");
  }

  /** Whether the runtime knows the sizes of the result from those of the input. */
  private static boolean tellsSizes(Node node, Map<String, TensorType> types) {
    String type = node.op().type();
    if (type.equals("Pad")) {
      Value pads = node.input(1);
      return pads == null || pads.initializer() != null;
    }
    if (type.endsWith("Pool") && !type.equals("MaxUnpool")) {
      return node.attributes().has("kernel_shape");
    }
    if (type.equals("Conv") || type.equals("ConvTranspose") || type.equals("FusedConv")) {
      Shape weights = shape(node.requiredInput(1), types);
      return weights != null && weights.isStatic();
    }
    return false;
  }

  /** A size that was known and is not any more is negative. */
  private static boolean isLost(Shape before, Shape after) {
    for (int i = 0; i < before.rank() && before.rank() == after.rank(); i++) {
      Dim dim = after.dim(i);
      if (before.dim(i).isStatic() && !dim.isStatic() && dim.symbol().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Shape shape(Value value, Map<String, TensorType> types) {
    TensorType type = types.get(value.name());
    return type == null ? value.shape() : type.shape();
  }
}
