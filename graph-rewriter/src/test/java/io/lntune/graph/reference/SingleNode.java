package io.lntune.graph.reference;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.CanonicalOpset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One operator call with random or given inputs, built as a graph: a case for a comparison. */
final class SingleNode {
  private static final int SEED = 7;

  private final OpId op;
  private final List<@Nullable Array> inputs = new ArrayList<>();
  private final Map<String, Attribute> attributes = new LinkedHashMap<>();
  private final Random random = new Random(SEED);
  private double low = -2;
  private double high = 2;
  private int outputCount = 1;
  private long opset = CanonicalOpset.VERSION;

  private SingleNode(OpId op) {
    this.op = op;
  }

  static SingleNode onnx(String type) {
    return new SingleNode(OpId.onnx(type));
  }

  static SingleNode microsoft(String type) {
    return new SingleNode(OpId.microsoft(type));
  }

  /** Range of the random inputs that follow. */
  SingleNode between(double newLow, double newHigh) {
    low = newLow;
    high = newHigh;
    return this;
  }

  /** A random float32 input of the given shape. */
  SingleNode in(long... dims) {
    Array drawn = Array.random(DataType.FLOAT, random, low, high, dims);
    return in(drawn.map(v -> (float) v));
  }

  /** A random input of another type. */
  SingleNode in(DataType type, long... dims) {
    return in(Array.random(type, random, low, high, dims));
  }

  SingleNode in(@Nullable Array array) {
    inputs.add(array);
    return this;
  }

  /** A one-dimensional int64 input. */
  SingleNode longs(long... values) {
    return in(Array.longs(new long[] {values.length}, values));
  }

  /** A one-dimensional float32 input. */
  SingleNode floats(double... values) {
    return in(Array.floats(new long[] {values.length}, values));
  }

  /** A scalar float32 input. */
  SingleNode scalar(double value) {
    return in(Array.scalar(DataType.FLOAT, value));
  }

  /** An input that is left out. */
  SingleNode gap() {
    return in((Array) null);
  }

  SingleNode set(String name, long value) {
    attributes.put(name, new Attribute.IntValue(value));
    return this;
  }

  SingleNode set(String name, double value) {
    attributes.put(name, new Attribute.FloatValue((float) value));
    return this;
  }

  SingleNode set(String name, String value) {
    attributes.put(name, new Attribute.StringValue(value));
    return this;
  }

  SingleNode setInts(String name, long... values) {
    attributes.put(name, new Attribute.Ints(Arrays.stream(values).boxed().toList()));
    return this;
  }

  SingleNode set(String name, Attribute value) {
    attributes.put(name, value);
    return this;
  }

  SingleNode outputs(int count) {
    outputCount = count;
    return this;
  }

  SingleNode opset(long version) {
    opset = version;
    return this;
  }

  OpId op() {
    return op;
  }

  long opset() {
    return opset;
  }

  /** Inputs x0, x1, ... to one node with outputs y0, y1, ... */
  Graph graph() {
    Graph graph = new Graph(null);
    List<@Nullable Value> from = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Array array = inputs.get(i);
      if (array == null) {
        from.add(null);
        continue;
      }
      Value value = graph.define("x" + i);
      value.setType(new TensorType(array.type(), Shape.of(array.dims())));
      from.add(graph.addInput(value));
    }
    List<Value> to = new ArrayList<>();
    for (int i = 0; i < outputCount; i++) {
      to.add(graph.define("y" + i));
    }
    graph.insert(null, op, "n", from, to, attributes);
    to.forEach(graph::addOutput);
    return graph;
  }

  Map<String, Array> feeds() {
    Map<String, Array> feeds = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      Array array = inputs.get(i);
      if (array != null) {
        feeds.put("x" + i, array);
      }
    }
    return feeds;
  }

  @Override
  public String toString() {
    String shapes =
        inputs.stream()
            .map(input -> input == null ? "-" : Arrays.toString(input.dims()))
            .collect(Collectors.joining(" "));
    return op + " " + shapes + " " + attributes;
  }
}
