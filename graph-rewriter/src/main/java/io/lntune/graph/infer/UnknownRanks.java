package io.lntune.graph.infer;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.rewrite.OperatorTraits;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * ONNX Runtime's Java interface describes a tensor of unknown rank like a scalar. Operators that
 * cannot yield a scalar, and those whose result has the rank of an input of unknown rank, tell the
 * two apart.
 */
final class UnknownRanks {
  private static final Set<String> NEVER_SCALAR =
      Set.of(
          "Concat",
          "Slice",
          "MatMul",
          "Gemm",
          "Conv",
          "ConvTranspose",
          "Softmax",
          "LogSoftmax",
          "LayerNormalization",
          "Unsqueeze",
          "Flatten",
          "Split",
          "Pad",
          "Tile",
          "NonZero",
          "Range",
          "Shape",
          "Resize",
          "GatherElements",
          "ScatterND",
          "ScatterElements",
          "If",
          "Loop");
  private static final Set<String> SHAPED_BY_INPUT = Set.of("Reshape", "Expand", "ConstantOfShape");

  /** Beside the element-wise operators. */
  private static final Set<String> RANKED_BY_INPUT =
      Set.of("CastLike", "CumSum", "Transpose", "Trilu");

  private UnknownRanks() {}

  /** Makes dubious ranks unknown, but for those of {@code certain} values. */
  static void clear(Graph graph, Set<Value> certain) {
    for (Node node : graph.nodes()) {
      if (!node.op().domain().isEmpty()) {
        continue;
      }
      for (Value output : node.outputs()) {
        if (output != null
            && output.tensorType() != null
            && !certain.contains(output)
            && isDubious(node, output)) {
          output.setType(new TensorType(output.elementType(), null));
        }
      }
    }
  }

  /** Whether a rank is unknown, or may be inside a body. */
  static boolean remain(Graph graph) {
    return graph.values().stream().anyMatch(UnknownRanks::hasUnknownRank) || Subgraphs.exist(graph);
  }

  /** Whether {@code types}, those of the computed values by name, hold a dubious rank. */
  static boolean any(Graph graph, Map<String, TensorType> types) {
    Map<Value, ValueType> before = new HashMap<>();
    graph.values().forEach(value -> before.put(value, value.type()));
    ShapeOracle.apply(graph, types);
    clear(graph, Set.of());
    boolean cleared = graph.values().stream().anyMatch(UnknownRanks::hasUnknownRank);
    before.forEach(Value::setType);
    return cleared;
  }

  private static boolean isDubious(Node node, Value output) {
    Shape shape = output.shape();
    if (shape == null || shape.rank() > 0) {
      return false;
    }
    String type = node.op().type();
    if (SHAPED_BY_INPUT.contains(type)) {
      Value target = node.input(type.equals("ConstantOfShape") ? 0 : 1);
      Shape length = target == null ? null : target.shape();
      return length == null || length.rank() != 1 || length.dim(0).size() != 0;
    }
    if (OperatorTraits.ELEMENTWISE.contains(node.op()) || RANKED_BY_INPUT.contains(type)) {
      return node.inputs().stream().anyMatch(value -> value != null && !isScalar(value));
    }
    if (type.equals("Gather")) {
      return hasUnknownRank(node.requiredInput(0)) || hasUnknownRank(node.requiredInput(1));
    }
    if (type.startsWith("Reduce") || type.startsWith("Arg")) {
      return hasUnknownRank(node.requiredInput(0)) && !reducesEverything(node);
    }
    return NEVER_SCALAR.contains(type);
  }

  private static boolean reducesEverything(Node node) {
    return node.op().type().startsWith("Reduce")
        && node.attributes().intValue("keepdims", 1) == 0
        && !node.attributes().has("axes")
        && node.input(1) == null;
  }

  /** A value without type is not looked at here. */
  private static boolean isScalar(Value value) {
    Shape shape = value.shape();
    return value.type() == null || (shape != null && shape.rank() == 0);
  }

  private static boolean hasUnknownRank(Value value) {
    return value.type() != null && value.shape() == null;
  }
}
