package io.lntune.tools;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tiny model of opset 17, written down node by node and saved to a file. */
public final class Sketch {
  private final Graph graph = new Graph(null);
  private final Model model = new Model(graph);

  public Sketch() {
    graph.setName("sketch");
    model.opsets().put("", 17L);
  }

  /** An input; a word is an open axis of that name, a number a fixed one. */
  public Sketch input(String name, DataType type, Object... axes) {
    return typed(graph.addInput(graph.define(name)), type, axes);
  }

  private Sketch typed(Value value, DataType type, Object... axes) {
    List<Dim> dims =
        Arrays.stream(axes)
            .map(axis -> axis instanceof String s ? Dim.symbolic(s) : Dim.of((int) axis))
            .toList();
    value.setType(new TensorType(type, new Shape(dims)));
    return this;
  }

  /** A float initializer whose elements rise from {@code first} in steps of {@code step}. */
  public Sketch ramp(String name, double first, double step, long... sizes) {
    float[] values = new float[(int) Shape.of(sizes).elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (first + step * ((i * 7) % 11));
    }
    graph.putInitializer(Tensor.ofFloats(name, Shape.of(sizes), values));
    return this;
  }

  /** Any initializer. */
  public Sketch initializer(Tensor tensor) {
    graph.putInitializer(tensor);
    return this;
  }

  /** A node of one output; an empty input name is a gap, attributes are name, value pairs. */
  public Sketch node(String op, String output, List<String> inputs, Object... attributes) {
    return node(op, op + " node", List.of(output), inputs, attributes);
  }

  /** A node with its name; empty names are gaps. */
  public Sketch node(
      String op, String name, List<String> outputs, List<String> inputs, Object... attributes) {
    Map<String, Attribute> map = new LinkedHashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      Object value = attributes[i + 1];
      map.put(
          (String) attributes[i],
          value instanceof Integer number
              ? new Attribute.IntValue(number)
              : new Attribute.FloatValue((float) value));
    }
    graph.insert(null, OpId.onnx(op), name, values(inputs), values(outputs), map);
    return this;
  }

  private List<@Nullable Value> values(List<String> names) {
    List<@Nullable Value> values = new ArrayList<>();
    for (String name : names) {
      Value known = name.isEmpty() ? null : graph.find(name);
      values.add(name.isEmpty() || known != null ? known : graph.define(name));
    }
    return values;
  }

  /** A float output. */
  public Sketch output(String name, Object... axes) {
    Value value = Objects.requireNonNull(graph.find(name));
    graph.addOutput(value);
    return value.type() == null ? typed(value, DataType.FLOAT, axes) : this;
  }

  /** The graph, for what has no word here. */
  public Graph graph() {
    return graph;
  }

  /** The model around the graph. */
  public Model model() {
    return model;
  }

  /** Saves the model as {@code file}. */
  public Path save(Path file) throws IOException {
    return Files.write(file, ModelWriter.toBytes(model, TensorPlacement.INLINE));
  }
}
