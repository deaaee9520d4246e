package io.lntune.graph.differentiate;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Attributes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.rewrite.Captures;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link GradientRule} sees of the node it differentiates, and how it emits nodes. */
public final class GradientContext {
  private final Node node;
  private final GraphBuilder builder;
  private final Map<Value, Value> upstream;
  private final Set<Value> active;
  private final ReverseMode reverse;
  private final Map<Value, Value> shapes;

  GradientContext(
      Node node,
      GraphBuilder builder,
      Map<Value, Value> upstream,
      Set<Value> active,
      ReverseMode reverse,
      Map<Value, Value> shapes) {
    this.node = node;
    this.builder = builder;
    this.upstream = upstream;
    this.active = active;
    this.reverse = reverse;
    this.shapes = shapes;
  }

  public Node node() {
    return node;
  }

  public Attributes attributes() {
    return node.attributes();
  }

  /** Emits into the backward graph. */
  public GraphBuilder builder() {
    return builder;
  }

  public OperatorTarget target() {
    return reverse.target();
  }

  /** Differentiates a body of the node by the same rules. */
  public ReverseMode reverse() {
    return reverse;
  }

  /** The forward value at input {@code index}. */
  public Value in(int index) {
    return node.requiredInput(index);
  }

  /** The forward value at output {@code index}. */
  public Value out(int index) {
    return node.requiredOutput(index);
  }

  /** Whether the gradient of input {@code index} is wanted. */
  public boolean needs(int index) {
    Value value = node.input(index);
    return value != null && active.contains(value);
  }

  /** Whether the gradient of {@code value} is wanted. */
  public boolean needs(Value value) {
    return active.contains(value);
  }

  /** Values around the node that its bodies use and whose gradient is wanted. */
  public List<Value> captured() {
    return Captures.byBodies(node).stream().filter(active::contains).toList();
  }

  /** Gradient of output 0. */
  public Value dY() {
    Value gradient = upstream(0);
    if (gradient == null) {
      throw new IllegalStateException("no upstream gradient at " + node.describe());
    }
    return gradient;
  }

  /** Gradient of output {@code index}; null when it is zero. */
  public @Nullable Value upstream(int index) {
    Value output = node.output(index);
    return output == null ? null : upstream.get(output);
  }

  /** Gradient of output {@code index}, as explicit zeros when there is none. */
  public Value upstreamOrZeros(int index) {
    Value gradient = upstream(index);
    return gradient != null ? gradient : zerosLike(out(index));
  }

  /** Starts the result. */
  public Gradients gradients() {
    return new Gradients(this);
  }

  /** Run-time shape of {@code value}, int64 [rank]; a constant when it is static. */
  public Value shapeOf(Value value) {
    return shapes.computeIfAbsent(
        value,
        key -> {
          Shape shape = key.shape();
          return shape != null && shape.isStatic()
              ? builder.longs(shape.sizes())
              : builder.shapeOf(key);
        });
  }

  /** The rank of {@code value}, which the rule cannot do without. */
  public int rank(Value value) {
    Shape shape = value.shape();
    if (shape == null) {
      throw LntuneException.unsupported(
          "The rank of '" + value.name() + "' is unknown, so its gradient cannot be formed",
          node.describe(),
          "Re-export the model with static ranks (avoid reshapes to a shape given at run time).");
    }
    return shape.rank();
  }

  /** A non-negative axis for an attribute that may count from the end. */
  public int axis(long axis, int rank) {
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** A scalar of the element type of {@code like}. */
  public Value scalar(double value, Value like) {
    return builder.scalar(value, like.elementType());
  }

  /** Zeros of shape and type of {@code value}. */
  public Value zerosLike(Value value) {
    return zeros(shapeOf(value), value.elementType());
  }

  /** Zeros of a run-time shape. */
  public Value zeros(Value shape, DataType type) {
    return builder.constantOfShape(shape, type, 0);
  }

  /** Reshaped to the shape of the forward value {@code like}. */
  public Value reshapeLike(Value gradient, Value like) {
    return builder.reshape(gradient, shapeOf(like));
  }

  /** Sums {@code gradient}, which has the shape of {@code from}, to the shape of {@code to}. */
  public Value unbroadcast(Value gradient, Value from, Value to) {
    return Unbroadcast.reduce(this, gradient, from, to);
  }

  /**
   * {@code op(a) op(b)} with the last two axes of either operand optionally swapped, times {@code
   * alpha}.
   */
  public Value matMul(Value a, boolean transA, Value b, boolean transB, double alpha) {
    if (target() == OperatorTarget.ONNX_RUNTIME && (transA || transB)) {
      Map<String, Attribute> attributes = new LinkedHashMap<>();
      attributes.put("transA", new Attribute.IntValue(transA ? 1 : 0));
      attributes.put("transB", new Attribute.IntValue(transB ? 1 : 0));
      attributes.put("alpha", new Attribute.FloatValue((float) alpha));
      return builder.like(a, builder.call(OpId.microsoft("FusedMatMul"), attributes, a, b));
    }
    Value left = transA ? builder.transposeLast(a, rank(a)) : a;
    Value right = transB ? builder.transposeLast(b, rank(b)) : b;
    return builder.scale(builder.matMul(left, right), alpha);
  }

  /** The type of the gradient of {@code value}: that of a quantised value is a real number. */
  public static @Nullable ValueType gradientType(Value value) {
    return value.type() == null || value.elementType().isFloatingPoint()
        ? value.type()
        : new TensorType(DataType.FLOAT, value.shape());
  }

  /** Marks a backward value as having the type of a forward value. */
  public Value typedLike(Value forward, Value backward) {
    backward.setType(forward.type());
    return backward;
  }

  /** Declares the shape of an intermediate backward value. */
  public Value shaped(Value value, @Nullable Shape shape) {
    value.setType(new TensorType(value.elementType(), shape));
    return value;
  }

  /** An attribute map for calls. */
  public static Map<String, Attribute> attribute(String name, Attribute value) {
    Map<String, Attribute> map = new HashMap<>();
    map.put(name, value);
    return map;
  }
}
