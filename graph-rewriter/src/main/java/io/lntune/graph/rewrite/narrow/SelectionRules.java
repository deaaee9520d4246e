package io.lntune.graph.rewrite.narrow;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.OperatorTraits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator (opset 21) needs of its inputs when only a selection of its first output is
 * wanted.
 */
final class SelectionRules {
  /** Per input the selection that suffices, null where all of it is needed. */
  interface Rule {
    /** Null when the operator needs everything whatever is selected. */
    @Nullable List<@Nullable Selection> inputs(Node node, Shape output, Selection wanted);
  }

  private final Map<OpId, Rule> rules = new HashMap<>();

  SelectionRules() {
    OperatorTraits.ELEMENTWISE.forEach(op -> rules.put(op, SelectionRules::elementwise));
    // What is dropped is drawn for the whole tensor.
    rules.remove(OpId.onnx("Dropout"));
    for (String type : List.of("LayerNormalization", "RMSNormalization")) {
      rules.put(OpId.onnx(type), SelectionRules::normalization);
    }
    rules.put(OpId.onnx("SimplifiedLayerNormalization"), SelectionRules::normalization);
    rules.put(OpId.onnx("Softmax"), SelectionRules::softmax);
    rules.put(OpId.onnx("LogSoftmax"), SelectionRules::softmax);
    rules.put(OpId.onnx("MatMul"), SelectionRules::matMul);
    rules.put(OpId.onnx("Gemm"), SelectionRules::gemm);
    rules.put(OpId.onnx("Transpose"), SelectionRules::transpose);
    rules.put(OpId.onnx("Reshape"), SelectionRules::reshape);
  }

  @Nullable List<@Nullable Selection> inputs(Node node, Selection wanted) {
    Rule rule = rules.get(node.op());
    Shape output = node.requiredOutput(0).shape();
    return rule == null || output == null ? null : rule.inputs(node, output, wanted);
  }

  private static @Nullable List<@Nullable Selection> elementwise(
      Node node, Shape output, Selection wanted) {
    List<@Nullable Selection> result = new ArrayList<>();
    for (Value input : node.inputs()) {
      if (!broadcast(input, output, wanted, result)) {
        return null;
      }
    }
    return result;
  }

  /** Adds what is needed of an input that is broadcast to {@code output}; false if uncertain. */
  private static boolean broadcast(
      @Nullable Value input, Shape output, Selection wanted, List<@Nullable Selection> result) {
    if (input == null) {
      result.add(null);
      return true;
    }
    Shape shape = input.shape();
    if (shape == null) {
      return false;
    }
    int axis = wanted.axis() - (output.rank() - shape.rank());
    if (axis < 0 || shape.dim(axis).size() == 1) {
      result.add(null);
      return true;
    }
    result.add(wanted.onAxis(axis));
    return shape.dim(axis).certainlyEquals(output.dim(wanted.axis()));
  }

  private static @Nullable List<@Nullable Selection> normalization(
      Node node, Shape output, Selection wanted) {
    boolean statistics = node.output(1) != null || node.output(2) != null;
    return !statistics && wanted.axis() < axis(node, output) ? first(node, wanted) : null;
  }

  private static @Nullable List<@Nullable Selection> softmax(
      Node node, Shape output, Selection wanted) {
    return wanted.axis() == axis(node, output) ? null : first(node, wanted);
  }

  private static int axis(Node node, Shape output) {
    int axis = (int) node.attributes().intValue("axis", -1);
    return axis < 0 ? axis + output.rank() : axis;
  }

  /** The selection of the first input, everything of the others. */
  private static List<@Nullable Selection> first(Node node, Selection wanted) {
    List<@Nullable Selection> result = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      result.add(i == 0 ? wanted : null);
    }
    return result;
  }

  private static @Nullable List<@Nullable Selection> matMul(
      Node node, Shape output, Selection wanted) {
    Shape a = node.requiredInput(0).shape();
    Shape b = node.requiredInput(1).shape();
    if (a == null || b == null || a.rank() < 2 || b.rank() < 2) {
      return null;
    }
    if (wanted.axis() == output.rank() - 2) {
      return first(node, wanted.onAxis(a.rank() - 2));
    }
    return wanted.axis() == output.rank() - 1 ? null : elementwise(node, output, wanted);
  }

  private static @Nullable List<@Nullable Selection> gemm(
      Node node, Shape output, Selection wanted) {
    if (wanted.axis() != 0) {
      return null;
    }
    List<@Nullable Selection> result = new ArrayList<>();
    result.add(wanted.onAxis(node.attributes().intValue("transA", 0) == 0 ? 0 : 1));
    result.add(null);
    boolean known = node.inputs().size() < 3 || broadcast(node.input(2), output, wanted, result);
    return known ? result : null;
  }

  private static @Nullable List<@Nullable Selection> transpose(
      Node node, Shape output, Selection wanted) {
    List<Long> permutation = node.attributes().ints("perm");
    int axis =
        permutation == null
            ? output.rank() - 1 - wanted.axis()
            : Math.toIntExact(permutation.get(wanted.axis()));
    return first(node, wanted.onAxis(axis));
  }

  /** The axis must stay in its place: the axes before it, or those after it, are unchanged. */
  private static @Nullable List<@Nullable Selection> reshape(
      Node node, Shape output, Selection wanted) {
    Shape input = node.requiredInput(0).shape();
    if (input == null || input.rank() <= wanted.axis()) {
      return null;
    }
    int next = wanted.axis() + 1;
    boolean survives =
        equal(input, output, 0, next)
            || (input.rank() == output.rank() && equal(input, output, wanted.axis(), input.rank()));
    return survives ? first(node, wanted) : null;
  }

  private static boolean equal(Shape a, Shape b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!a.dim(i).certainlyEquals(b.dim(i))) {
        return false;
      }
    }
    return true;
  }
}
