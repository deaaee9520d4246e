package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Emits nodes into a graph, at the end or before an anchor, in the canonical opset ({@link
 * CanonicalOpset}). Every method returns the output value of one new node; names start with the
 * builder's scope. Constants of equal content are made once.
 */
public final class GraphBuilder {
  private final Graph graph;
  private final @Nullable Node anchor;
  private final String scope;
  private final Map<String, Value> constants;
  private final List<Node> emitted;

  private GraphBuilder(
      Graph graph,
      @Nullable Node anchor,
      String scope,
      Map<String, Value> constants,
      List<Node> emitted) {
    this.graph = graph;
    this.anchor = anchor;
    this.scope = scope;
    this.constants = constants;
    this.emitted = emitted;
  }

  /** Emits at the end of {@code graph}. */
  public static GraphBuilder atEnd(Graph graph, String scope) {
    return new GraphBuilder(graph, null, scope, new HashMap<>(), new ArrayList<>());
  }

  /** Emits immediately before {@code anchor}. */
  public static GraphBuilder before(Node anchor, String scope) {
    return new GraphBuilder(anchor.graph(), anchor, scope, new HashMap<>(), new ArrayList<>());
  }

  /** The same position and constants under another name scope. */
  public GraphBuilder scoped(String newScope) {
    return new GraphBuilder(graph, anchor, newScope, constants, emitted);
  }

  /** The same constants, emitting immediately before a node of the same graph. */
  public GraphBuilder at(Node newAnchor, String newScope) {
    if (newAnchor.graph() != graph) {
      throw new IllegalArgumentException(newAnchor.describe() + " is in another graph");
    }
    return new GraphBuilder(graph, newAnchor, newScope, constants, new ArrayList<>());
  }

  /** The nodes emitted at this position so far, in order. */
  public List<Node> emitted() {
    return Collections.unmodifiableList(emitted);
  }

  public Graph graph() {
    return graph;
  }

  /** One node with one output; null inputs are left out. */
  public Value call(OpId op, Map<String, Attribute> attributes, @Nullable Value... inputs) {
    return calls(op, 1, attributes, inputs).get(0);
  }

  /** One standard node without attributes. */
  public Value call(String onnxType, @Nullable Value... inputs) {
    return call(OpId.onnx(onnxType), Map.of(), inputs);
  }

  /** One node with {@code outputCount} outputs. */
  public List<Value> calls(
      OpId op, int outputCount, Map<String, Attribute> attributes, @Nullable Value... inputs) {
    List<Value> outputs = new ArrayList<>();
    String hint = scope.isEmpty() ? op.type() : scope + "/" + op.type();
    for (int i = 0; i < outputCount; i++) {
      outputs.add(graph.fresh(hint));
    }
    List<@Nullable Value> trimmed = new ArrayList<>(Arrays.asList(inputs));
    while (!trimmed.isEmpty() && trimmed.get(trimmed.size() - 1) == null) {
      trimmed.remove(trimmed.size() - 1);
    }
    emitted.add(graph.insert(anchor, op, outputs.get(0).name(), trimmed, outputs, attributes));
    return outputs;
  }

  /** An initializer holding {@code tensor}, under a name based on the tensor's. */
  public Value constant(Tensor tensor) {
    return graph.addConstant(tensor);
  }

  /** A scalar initializer of the given type. */
  public Value scalar(double value, DataType type) {
    return constants.computeIfAbsent(
        type + ":" + value, key -> constant(Tensor.scalar(scope + "/scalar", type, value)));
  }

  /** A one-dimensional int64 initializer. */
  public Value longs(long... values) {
    return constants.computeIfAbsent(
        "INT64[]" + Arrays.toString(values),
        key -> constant(Tensor.ofLongs(scope + "/ints", Shape.of(values.length), values)));
  }

  public Value add(Value a, Value b) {
    return like(a, call("Add", a, b));
  }

  public Value sub(Value a, Value b) {
    return like(a, call("Sub", a, b));
  }

  public Value mul(Value a, Value b) {
    return like(a, call("Mul", a, b));
  }

  public Value div(Value a, Value b) {
    return like(a, call("Div", a, b));
  }

  /** {@code a} times a number. */
  public Value scale(Value a, double factor) {
    return factor == 1 ? a : mul(a, scalar(factor, a.elementType()));
  }

  public Value neg(Value a) {
    return sameType(a, call("Neg", a));
  }

  public Value matMul(Value a, Value b) {
    return like(a, call("MatMul", a, b));
  }

  /** Axes permuted: output axis i is input axis {@code permutation.get(i)}. */
  public Value transpose(Value a, List<Long> permutation) {
    return like(
        a, call(OpId.onnx("Transpose"), Map.of("perm", new Attribute.Ints(permutation)), a));
  }

  /** The last two axes swapped. */
  public Value transposeLast(Value a, int rank) {
    List<Long> permutation = new ArrayList<>();
    for (long i = 0; i < rank; i++) {
      permutation.add(i);
    }
    permutation.set(rank - 1, rank - 2L);
    permutation.set(rank - 2, rank - 1L);
    return transpose(a, permutation);
  }

  /** Reshaped to a shape that is a value: int64 [rank]; 0 means size 0, not "copy". */
  public Value reshape(Value a, Value shape) {
    return like(
        a, call(OpId.onnx("Reshape"), Map.of("allowzero", new Attribute.IntValue(1)), a, shape));
  }

  /** Reshaped to constant sizes, one of which may be -1. */
  public Value reshape(Value a, long... sizes) {
    return like(a, call("Reshape", a, longs(sizes)));
  }

  /** Run-time shape: int64 [rank]. */
  public Value shapeOf(Value a) {
    return typed(call("Shape", a), DataType.INT64);
  }

  public Value cast(Value a, DataType to) {
    if (a.elementType() == to) {
      return a;
    }
    Value result = call(OpId.onnx("Cast"), Map.of("to", new Attribute.IntValue(to.code())), a);
    result.setType(new TensorType(to, a.shape()));
    return result;
  }

  /** Sum over constant axes; no axes means no reduction. */
  public Value reduceSum(Value a, boolean keepDims, long... axes) {
    return reduce("ReduceSum", a, keepDims, axes);
  }

  /** A reduction operator over constant axes; no axes means no reduction. */
  public Value reduce(String onnxType, Value a, boolean keepDims, long... axes) {
    if (axes.length == 0) {
      return a;
    }
    return like(
        a,
        call(
            OpId.onnx(onnxType),
            Map.of("keepdims", new Attribute.IntValue(keepDims ? 1 : 0)),
            a,
            longs(axes)));
  }

  public Value concat(long axis, Value... parts) {
    return like(
        parts[0], call(OpId.onnx("Concat"), Map.of("axis", new Attribute.IntValue(axis)), parts));
  }

  public Value unsqueeze(Value a, long... axes) {
    return like(a, call("Unsqueeze", a, longs(axes)));
  }

  public Value squeeze(Value a, long... axes) {
    return like(a, call("Squeeze", a, longs(axes)));
  }

  /** A tensor of a run-time shape filled with one number. */
  public Value constantOfShape(Value shape, DataType type, double value) {
    Tensor filler = TensorElements.encode("value", type, Shape.of(1), new double[] {value});
    Value result =
        call(
            OpId.onnx("ConstantOfShape"),
            Map.of("value", new Attribute.TensorValue(filler)),
            shape);
    return typed(result, type);
  }

  public Value where(Value condition, Value then, Value otherwise) {
    return like(then, call("Where", condition, then, otherwise));
  }

  public Value expand(Value a, Value shape) {
    return like(a, call("Expand", a, shape));
  }

  /** Sets element type and shape of {@code result} to those of {@code pattern}. */
  public Value sameType(Value pattern, Value result) {
    result.setType(pattern.type());
    return result;
  }

  /** Sets the element type of {@code result} to that of {@code pattern}, shape unknown. */
  public Value like(Value pattern, Value result) {
    return typed(result, pattern.elementType());
  }

  /** Sets the element type, shape unknown. */
  public Value typed(Value result, DataType type) {
    if (type != DataType.UNDEFINED) {
      result.setType(new TensorType(type, null));
    }
    return result;
  }
}
