package io.lntune.graph.infer;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.Captures;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

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

  /** Those of which an empty result is a proper one; a reversed slice of nothing is none either. */
  private static final Set<String> KEEPS_NOTHING =
      Set.of("Pad", "CenterCropPad", "STFT", "Expand", "Tile", "Split");

  /** The first axis of an image or signal [N, C, D1..Dn] that windows move along. */
  private static final int SPATIAL = 2;

  /** Operators whose second input states sizes, which a difference may make negative. */
  private static final Set<String> SIZED = Set.of("Expand", "Tile", "Split");

  /** Beyond so many values a list of sizes counts as one that may hold a negative number. */
  private static final int SEARCHED = 64;

  private static final int FOR_EVER = Integer.MAX_VALUE;

  private final Graph graph;

  /** Nodes that are known to leave something of every axis. */
  private final Set<Node> certain;

  /** The round from which on a Slice may be seen. */
  private final Map<Node, Integer> hidden = new LinkedHashMap<>();

  private final SizeLists sizes = new SizeLists();

  private GuardedShapes(Graph graph, Set<Node> certain) {
    this.graph = graph;
    this.certain = certain;
  }

  /**
   * What {@code describe} says of the graph as it is.
   *
   * @param certain nodes that are known to leave something of every axis
   * @param describe lets the runtime infer the types of all computed values
   * @throws LntuneException when an axis would get a negative size
   */
  static Description of(Graph graph, Set<Node> certain, Supplier<Description> describe) {
    GuardedShapes guard = new GuardedShapes(graph, certain);
    guard.plan();
    int rounds =
        guard.hidden.values().stream()
            .filter(round -> round < FOR_EVER)
            .max(Integer::compare)
            .orElse(0);
    for (int round = 0; round < rounds; round++) {
      guard.requireSizes(round, describe);
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
      sizes.add(node);
      bodies.forEach(body -> body.nodes().forEach(sizes::add));
      boolean shortens = mayShorten(node) || inside(bodies, GuardedShapes::shortens);
      boolean slices = slices(node) || inside(bodies, this::slices);
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

  private boolean mayShorten(Node node) {
    return !certain.contains(node) && shortens(node);
  }

  private static boolean shortens(Node node) {
    String type = node.op().type();
    Value sizes = SIZED.contains(type) ? node.input(1) : null;
    return SHORTENING.contains(type) || (sizes != null && isDifference(sizes));
  }

  /** Whether a computed list of sizes may hold a negative number. */
  private static boolean isDifference(Value sizes) {
    Set<Value> seen = new LinkedHashSet<>(Set.of(sizes));
    List<Value> open = new ArrayList<>(seen);
    for (int i = 0; i < open.size() && i < SEARCHED; i++) {
      Node node = open.get(i).producer();
      if (node == null || node.is("Shape") || node.is("Size")) {
        continue;
      }
      if (node.is("Sub") || node.is("Neg")) {
        return true;
      }
      for (Value input : node.inputs()) {
        Tensor constant = input == null ? null : ConstantTensor.of(input);
        if (constant != null && node.is("Add") && constant.toDoubles()[0] < 0) {
          return true;
        }
        if (input != null && constant == null && seen.add(input)) {
          open.add(input);
        }
      }
    }
    return open.size() > SEARCHED;
  }

  /** Not those of sizes: the runtime needs to see through them, and they are never too short. */
  private boolean slices(Node node) {
    return node.is("Slice") && node.input(1) != null && !sizes.contains(node.requiredOutput(0));
  }

  private static boolean inside(List<Graph> bodies, Predicate<Node> kind) {
    return bodies.stream().anyMatch(body -> body.nodes().stream().anyMatch(kind));
  }

  private void hide(Node node, List<Graph> bodies, int until) {
    if (slices(node)) {
      hidden.put(node, until);
    }
    for (Graph body : bodies) {
      body.nodes().stream().filter(this::slices).forEach(one -> hidden.put(one, until));
    }
  }

  /** Describes with an input of the graph in place of the start of every slice not yet seen. */
  private Description hiding(int round, Supplier<Description> describe) {
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

  /**
   * Refuses the sizes when one is negative. The interface of the runtime shows -1 and a size that
   * is not known alike, so such an axis is asked for once more beside itself.
   */
  private void requireSizes(int round, Supplier<Description> describe) {
    Map<String, TensorType> types = hiding(round, describe).types();
    List<Node> twice = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Value output = mayShorten(node) ? node.output(0) : null;
      TensorType type = output == null ? null : types.get(output.name());
      Shape shape = type == null ? null : type.shape();
      for (int axis = 0; output != null && shape != null && axis < shape.rank(); axis++) {
        Dim dim = shape.dim(axis);
        if (dim.size() == 0 && axis >= SPATIAL && !KEEPS_NOTHING.contains(node.op().type())) {
          throw tooShort(node.describe());
        }
        if (!dim.isStatic() && dim.symbol().isEmpty()) {
          Map<String, Attribute> attributes = Map.of("axis", new Attribute.IntValue(axis));
          Value both = graph.fresh("twice");
          twice.add(
              graph.insert(
                  null,
                  OpId.onnx("Concat"),
                  both.name(),
                  List.of(output, output),
                  List.of(both),
                  attributes));
        }
      }
    }
    try {
      if (!twice.isEmpty()) {
        hiding(round, describe).types();
      }
    } finally {
      for (Node node : twice) {
        Value both = node.requiredOutput(0);
        graph.remove(node);
        graph.removeValue(both);
      }
    }
  }

  static LntuneException tooShort(String where) {
    return LntuneException.unsupported(
        "An axis is too short for the model: nothing or less would be left of it",
        where,
        "Choose a larger size of the inputs, with --seq for example.");
  }
}
