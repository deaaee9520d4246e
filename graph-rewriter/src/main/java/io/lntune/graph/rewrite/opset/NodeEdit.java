package io.lntune.graph.rewrite.opset;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Edits that several opset changes have in common. */
final class NodeEdit {
  private NodeEdit() {}

  /** A one-dimensional int64 initializer named after {@code node}. */
  static Value longs(Node node, String role, List<Long> values) {
    long[] elements = values.stream().mapToLong(Long::longValue).toArray();
    return node.graph()
        .addConstant(Tensor.ofLongs(name(node, role), Shape.of(elements.length), elements));
  }

  /**
   * A scalar of the type of {@code like}; where that type is unknown the number is cast to it at
   * run time.
   */
  static Value scalarLike(Node node, String role, double value, Value like) {
    DataType type = like.elementType();
    if (type != DataType.UNDEFINED) {
      return node.graph().addConstant(Tensor.scalar(name(node, role), type, value));
    }
    Value number = node.graph().addConstant(Tensor.scalar(name(node, role), DataType.FLOAT, value));
    return before(node, "CastLike", role, Map.of(), number, like);
  }

  /** The output of a new standard node immediately before {@code node}. */
  static Value before(
      Node node,
      String onnxType,
      String role,
      Map<String, Attribute> attributes,
      @Nullable Value... inputs) {
    Graph graph = node.graph();
    Value output = graph.fresh(name(node, role));
    Node added =
        graph.insert(
            node,
            OpId.onnx(onnxType),
            output.name(),
            Arrays.asList(inputs),
            List.of(output),
            attributes);
    added.metadata().putAll(node.metadata());
    return output;
  }

  /**
   * Puts a standard operator with the same inputs and attributes and the given outputs in the place
   * of {@code node}.
   */
  static Node replace(Node node, String onnxType, List<? extends @Nullable Value> outputs) {
    Graph graph = node.graph();
    Node replacement =
        graph.insert(
            node,
            OpId.onnx(onnxType),
            node.name(),
            node.inputs(),
            outputs,
            node.attributes().asMap());
    replacement.metadata().putAll(node.metadata());
    graph.remove(node);
    return replacement;
  }

  /** Lets {@code node} produce a new value and returns it; the old one waits for a producer. */
  static Value divertOutput(Node node, int index, String role) {
    Value diverted = node.graph().fresh(name(node, role));
    node.graph().setNodeOutput(node, index, diverted);
    return diverted;
  }

  /** A name for something that is made for {@code node}. */
  static String name(Node node, String role) {
    Value first = node.output(0);
    String base = node.name().isEmpty() && first != null ? first.name() : node.name();
    return base + "/" + role;
  }

  static LntuneException unsupported(Node node, String what) {
    return LntuneException.unsupported(
        what, node.describe(), "Export the model with opset 13 or newer.");
  }
}
