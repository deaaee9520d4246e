package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes down a small model in a test, one line per node. */
public final class ModelSketch {
  private final Model model;
  private final Graph graph;

  private ModelSketch(Graph graph) {
    this.graph = graph;
    this.model = new Model(graph);
  }

  /** An empty model of a standard opset, with the contrib operators imported. */
  public static ModelSketch opset(long version) {
    ModelSketch sketch = new ModelSketch(new Graph(null));
    sketch.model.opsets().put("", version);
    sketch.model.opsets().put(OpId.MICROSOFT, 1L);
    sketch.graph.setName("sketch");
    return sketch;
  }

  /** A graph without model: a function body, or with a parent a subgraph. */
  public static ModelSketch graph(Graph parent) {
    ModelSketch sketch = new ModelSketch(new Graph(parent));
    sketch.graph.setName("inner");
    return sketch;
  }

  /** A graph input; a negative size is an unknown axis. */
  public ModelSketch input(String name, DataType type, long... sizes) {
    Value value = graph.addInput(graph.define(name));
    value.setType(new TensorType(type, Shape.of(sizes)));
    return this;
  }

  /** A graph input of unknown type. */
  public ModelSketch untypedInput(String name) {
    graph.addInput(graph.define(name));
    return this;
  }

  /** A float32 initializer. */
  public ModelSketch floats(String name, long[] sizes, float... values) {
    return initializer(Tensor.ofFloats(name, Shape.of(sizes), values));
  }

  /** A float32 scalar initializer. */
  public ModelSketch scalar(String name, float value) {
    return initializer(Tensor.ofFloats(name, Shape.SCALAR, value));
  }

  /** A one-dimensional int64 initializer. */
  public ModelSketch longs(String name, long... values) {
    return initializer(Tensor.ofLongs(name, Shape.of(values.length), values));
  }

  public ModelSketch initializer(Tensor tensor) {
    graph.putInitializer(tensor);
    return this;
  }

  /**
   * A node. Names are separated by spaces, {@code _} is a gap; an operator outside the standard
   * domain is written {@code domain::Name}; attributes are name, value, name, value.
   */
  public ModelSketch node(String op, String outputs, String inputs, Object... attributes) {
    addNode(op, outputs, inputs, attributes);
    return this;
  }

  /** The same, returning the node. */
  public Node addNode(String op, String outputs, String inputs, Object... attributes) {
    List<Value> inputValues = new ArrayList<>();
    for (String name : names(inputs)) {
      Value found = name.equals("_") ? null : graph.find(name);
      inputValues.add(name.equals("_") ? null : found == null ? graph.define(name) : found);
    }
    List<Value> outputValues = new ArrayList<>();
    for (String name : names(outputs)) {
      outputValues.add(name.equals("_") ? null : graph.define(name));
    }
    int colon = op.indexOf("::");
    OpId id = colon < 0 ? OpId.onnx(op) : new OpId(op.substring(0, colon), op.substring(colon + 2));
    return graph.insert(
        null, id, "n_" + names(outputs).get(0), inputValues, outputValues, attributes(attributes));
  }

  /** Graph outputs by name, separated by spaces. */
  public ModelSketch outputs(String outputs) {
    names(outputs).forEach(name -> graph.addOutput(graph.find(name)));
    return this;
  }

  /** The model as described so far. */
  public Model model() {
    return model;
  }

  /** The graph as described so far. */
  public Graph graph() {
    return graph;
  }

  private static List<String> names(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }

  private static Map<String, Attribute> attributes(Object... pairs) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      attributes.put((String) pairs[i], attribute(pairs[i + 1]));
    }
    return attributes;
  }

  private static Attribute attribute(Object value) {
    if (value instanceof Attribute attribute) {
      return attribute;
    } else if (value instanceof Integer number) {
      return new Attribute.IntValue(number);
    } else if (value instanceof Float number) {
      return new Attribute.FloatValue(number);
    } else if (value instanceof String text) {
      return new Attribute.StringValue(text);
    } else if (value instanceof Tensor tensor) {
      return new Attribute.TensorValue(tensor);
    } else if (value instanceof Graph subgraph) {
      return new Attribute.GraphValue(subgraph);
    } else if (value instanceof long[] numbers) {
      return new Attribute.Ints(Arrays.stream(numbers).boxed().toList());
    } else if (value instanceof float[] numbers) {
      List<Float> list = new ArrayList<>();
      for (float number : numbers) {
        list.add(number);
      }
      return new Attribute.Floats(list);
    }
    throw new IllegalArgumentException("no attribute kind for " + value.getClass());
  }
}
