package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which operators (opset 21) compute the rows of a tensor [..., C] each for itself. The rows of all
 * leading axes are numbered in the order in which they lie in memory.
 */
public final class RowRules {
  /** Those that take no more than another view of the same elements. */
  public static final Set<OpId> VIEWS =
      Set.of(
          OpId.onnx("Reshape"), OpId.onnx("Squeeze"), OpId.onnx("Unsqueeze"), OpId.onnx("Flatten"));

  /** Those that name the last axis in an attribute. */
  public static final Set<OpId> ALONG_ROWS =
      Set.of(
          OpId.onnx("GatherElements"),
          OpId.onnx("LayerNormalization"),
          OpId.onnx("RMSNormalization"),
          OpId.onnx("SimplifiedLayerNormalization"),
          OpId.onnx("Softmax"),
          OpId.onnx("LogSoftmax"),
          OpId.onnx("ScatterElements"),
          OpId.onnx("Split"));

  /**
   * Those that take the axes in an input and leave one number of each row, where it is the last.
   */
  public static final Set<OpId> REDUCTIONS =
      Set.of(
          OpId.onnx("ReduceL2"),
          OpId.onnx("ReduceMax"),
          OpId.onnx("ReduceMean"),
          OpId.onnx("ReduceMin"),
          OpId.onnx("ReduceSum"),
          OpId.onnx("ReduceSumSquare"));

  /** Products whose first operand's rows give the rows of the result. */
  public static final Set<OpId> PRODUCTS =
      Set.of(OpId.onnx("MatMul"), OpId.microsoft("FusedMatMul"), OpId.onnx("Gemm"));

  private interface Rule {
    /** The inputs of which the same rows are needed, and all of the others; null when neither. */
    @Nullable Set<Integer> inputs(Node node, Shape output);
  }

  private final Map<OpId, Rule> rules = new HashMap<>();

  public RowRules() {
    OperatorTraits.ELEMENTWISE.forEach(op -> rules.put(op, RowRules::elementwise));
    // What is dropped is drawn for the whole tensor.
    rules.remove(OpId.onnx("Dropout"));
    VIEWS.forEach(op -> rules.put(op, RowRules::view));
    ALONG_ROWS.forEach(op -> rules.put(op, RowRules::alongRows));
    rules.put(OpId.onnx("GatherElements"), RowRules::byIndex);
    rules.put(OpId.onnx("ScatterElements"), RowRules::byIndex);
    REDUCTIONS.forEach(op -> rules.put(op, RowRules::reduction));
    rules.put(OpId.onnx("Slice"), RowRules::slice);
    rules.put(OpId.onnx("MatMul"), RowRules::matMul);
    rules.put(OpId.microsoft("FusedMatMul"), RowRules::matMul);
    rules.put(OpId.onnx("Gemm"), RowRules::gemm);
  }

  /**
   * The inputs of which {@code node} needs the same rows as are wanted of its outputs; it needs all
   * of its other inputs.
   *
   * @return null when some rows of its outputs take more than that
   */
  public @Nullable Set<Integer> inputs(Node node) {
    Rule rule = rules.get(node.op());
    if (rule == null) {
      return null;
    }
    for (Value output : node.outputs()) {
      if (output != null && !hasRows(output.shape())) {
        return null;
      }
    }
    Shape first = node.requiredOutput(0).shape();
    Set<Integer> found = first == null ? null : rule.inputs(node, first);
    return found == null || found.isEmpty() ? null : found;
  }

  private static boolean hasRows(@Nullable Shape shape) {
    return shape != null && shape.rank() > 1 && shape.dim(-1).isStatic();
  }

  private static @Nullable Set<Integer> elementwise(Node node, Shape output) {
    Set<Integer> found = new HashSet<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      if (!broadcast(node.input(i), i, output, found)) {
        return null;
      }
    }
    return found;
  }

  /** Whether an input has all rows of {@code output}, which is noted in {@code found}, or none. */
  private static boolean broadcast(
      @Nullable Value input, int index, Shape output, Set<Integer> found) {
    if (input == null) {
      return true;
    }
    Shape shape = input.shape();
    if (shape == null) {
      return false;
    }
    if (sameRows(shape, output)) {
      found.add(index);
      return hasRows(shape);
    }
    return shape.rank() < 2 || (shape.rank() == 2 && shape.dim(0).size() == 1);
  }

  private static boolean sameRows(Shape a, Shape b) {
    if (a.rank() != b.rank() || a.rank() < 2) {
      return false;
    }
    for (int i = 0; i < a.rank() - 1; i++) {
      if (!a.dim(i).certainlyEquals(b.dim(i))) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Set<Integer> first(Node node, Shape output) {
    Shape input = node.requiredInput(0).shape();
    return input != null && hasRows(input) && sameRows(input, output) ? Set.of(0) : null;
  }

  /** As many elements in rows as long as before are the same rows. */
  private static @Nullable Set<Integer> view(Node node, Shape output) {
    Shape input = node.requiredInput(0).shape();
    boolean same = input != null && hasRows(input) && input.dim(-1).equals(output.dim(-1));
    return same ? Set.of(0) : null;
  }

  private static @Nullable Set<Integer> alongRows(Node node, Shape output) {
    boolean split = node.is("Split");
    boolean statistics = !split && node.outputs().stream().skip(1).anyMatch(o -> o != null);
    long axis = node.attributes().intValue("axis", split ? 0 : -1);
    return statistics || !LastAxis.is(axis, node.requiredInput(0)) ? null : first(node, output);
  }

  /** The index of an element stands in the same row, and so does what is put there. */
  private static @Nullable Set<Integer> byIndex(Node node, Shape output) {
    Set<Integer> found = new HashSet<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      Shape input = node.requiredInput(i).shape();
      if (input == null || !hasRows(input) || !sameRows(input, output)) {
        return null;
      }
      found.add(i);
    }
    return LastAxis.is(node.attributes().intValue("axis", 0), node.requiredInput(0)) ? found : null;
  }

  private static @Nullable Set<Integer> reduction(Node node, Shape output) {
    boolean kept = node.attributes().intValue("keepdims", 1) != 0;
    return kept && isLastAxis(node.input(1), node) ? first(node, output) : null;
  }

  private static boolean isLastAxis(@Nullable Value axes, Node node) {
    Tensor stored = axes == null ? null : ConstantTensor.of(axes);
    return stored != null
        && stored.elementCount() == 1
        && LastAxis.is(stored.toLongs()[0], node.requiredInput(0));
  }

  private static @Nullable Set<Integer> slice(Node node, Shape output) {
    return isLastAxis(node.input(3), node) ? first(node, output) : null;
  }

  private static @Nullable Set<Integer> matMul(Node node, Shape output) {
    Shape weight = node.requiredInput(1).shape();
    boolean plain =
        List.of("transA", "transBatchA", "transBatchB").stream()
            .allMatch(name -> node.attributes().intValue(name, 0) == 0);
    return plain && weight != null && weight.rank() == 2 ? first(node, output) : null;
  }

  private static @Nullable Set<Integer> gemm(Node node, Shape output) {
    if (node.attributes().intValue("transA", 0) != 0 || first(node, output) == null) {
      return null;
    }
    Set<Integer> found = new HashSet<>(Set.of(0));
    return broadcast(node.input(2), 2, output, found) ? found : null;
  }
}
