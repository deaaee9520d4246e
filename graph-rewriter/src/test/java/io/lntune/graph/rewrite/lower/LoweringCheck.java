package io.lntune.graph.rewrite.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One node, its operands and what its lowering must do. Operand shapes are written {@code
 * "B=2,S=3,8"}: the check runs once with the sizes and once with the symbols where there are some.
 */
final class LoweringCheck {
  /** Two float32 kernels that add in different orders agree to a few units in the last place. */
  static final double TOLERANCE = 2e-6;

  /** Opset at which results of lowering must run. */
  private static final long CANONICAL = 21;

  private final Lowering rule;
  private final OpId op;
  private final Map<String, Attribute> attributes = new LinkedHashMap<>();
  private final List<@Nullable Operand> operands = new ArrayList<>();
  private final Random random = new Random(7);
  private List<String> outputs = List.of("y");
  private long opset = CANONICAL;

  private record Operand(String name, String spec, Tensor content, boolean weight) {}

  LoweringCheck(Lowering rule, OpId op) {
    this.rule = rule;
    this.op = op;
    assertTrue(rule.roots().contains(op), op + " is no root of " + rule.name());
  }

  static LoweringCheck microsoft(Lowering rule, String type) {
    return new LoweringCheck(rule, OpId.microsoft(type));
  }

  static LoweringCheck onnx(Lowering rule, String type) {
    return new LoweringCheck(rule, OpId.onnx(type));
  }

  /** Opset of the model before lowering. */
  LoweringCheck opset(long version) {
    this.opset = version;
    return this;
  }

  LoweringCheck with(String name, long value) {
    attributes.put(name, new Attribute.IntValue(value));
    return this;
  }

  LoweringCheck with(String name, float value) {
    attributes.put(name, new Attribute.FloatValue(value));
    return this;
  }

  LoweringCheck with(String name, String value) {
    attributes.put(name, new Attribute.StringValue(value));
    return this;
  }

  LoweringCheck with(String name, Attribute value) {
    attributes.put(name, value);
    return this;
  }

  /** A graph input of normally distributed floats. */
  LoweringCheck floats(String name, String spec) {
    return operand(name, spec, DataType.FLOAT, normals(spec, 0), false);
  }

  /** A graph input of floats above one half. */
  LoweringCheck positives(String name, String spec) {
    double[] values = normals(spec, 0);
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.5 + Math.abs(values[i]);
    }
    return operand(name, spec, DataType.FLOAT, values, false);
  }

  /** An initializer of normally distributed floats. */
  LoweringCheck weight(String name, String spec) {
    return operand(name, spec, DataType.FLOAT, normals(spec, 0), true);
  }

  /** A graph input with the given elements. */
  LoweringCheck values(String name, String spec, DataType type, double... values) {
    return operand(name, spec, type, values, false);
  }

  /** An initializer with the given elements. */
  LoweringCheck constant(String name, String spec, DataType type, double... values) {
    return operand(name, spec, type, values, true);
  }

  /** An operand that is left out. */
  LoweringCheck absent() {
    operands.add(null);
    return this;
  }

  /** Names of the outputs that are used; an empty name leaves one out. */
  LoweringCheck outputs(String... names) {
    this.outputs = List.of(names);
    return this;
  }

  /** Runs before and after lowering, static and dynamic, and compares. */
  Set<String> check() {
    Set<String> emitted = compare(false);
    compare(true);
    return emitted;
  }

  /** The rule must refuse with a reason that contains {@code words}. */
  void declines(String words) {
    Built built = build(false);
    int nodes = built.graph.nodeCount();
    Decision decision = rule.apply(built.node, GraphBuilder.before(built.node, "test"));
    Decision.Decline decline = assertInstanceOf(Decision.Decline.class, decision);
    assertTrue(decline.reason().contains(words), decline.reason());
    assertEquals(nodes, built.graph.nodeCount(), "a refusing rule emits nothing");
  }

  /** Results before lowering. */
  List<double[]> original() {
    return OrtRun.outputs(build(false).graph, opset, feeds());
  }

  /** Results of the lowered graph, for operators without a CPU kernel. */
  List<double[]> lowered() {
    Built built = build(true);
    applyRule(built);
    return OrtRun.outputs(built.graph, CANONICAL, feeds());
  }

  private Set<String> compare(boolean dynamic) {
    List<double[]> expected = OrtRun.outputs(build(dynamic).graph, opset, feeds());
    Built built = build(dynamic);
    applyRule(built);
    List<double[]> actual = OrtRun.outputs(built.graph, CANONICAL, feeds());
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertClose(expected.get(i), actual.get(i), "output " + i + (dynamic ? ", dynamic" : ""));
    }
    return built.graph.nodes().stream().map(n -> n.op().toString()).collect(Collectors.toSet());
  }

  static void assertClose(double[] expected, double[] actual, String where) {
    assertEquals(expected.length, actual.length, where);
    double largest = 1e-3;
    for (double value : expected) {
      largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], TOLERANCE * largest, where + ", element " + i);
    }
  }

  private void applyRule(Built built) {
    Decision decision = rule.apply(built.node, GraphBuilder.before(built.node, "test"));
    Decision.Replace replace =
        assertInstanceOf(Decision.Replace.class, decision, () -> decision.toString());
    replace.replacements().forEach(built.graph::replaceUses);
    built.graph.remove(built.node);
  }

  private record Built(Graph graph, Node node) {}

  private Built build(boolean dynamic) {
    Graph graph = new Graph(null);
    List<@Nullable Value> inputs = new ArrayList<>();
    for (Operand operand : operands) {
      inputs.add(operand == null ? null : define(graph, operand, dynamic));
    }
    List<@Nullable Value> results = new ArrayList<>();
    for (String name : outputs) {
      Value value = name.isEmpty() ? null : graph.define(name);
      results.add(value);
      if (value != null) {
        graph.addOutput(value);
      }
    }
    return new Built(graph, graph.insert(null, op, "root", inputs, results, attributes));
  }

  private static Value define(Graph graph, Operand operand, boolean dynamic) {
    if (operand.weight) {
      return graph.putInitializer(operand.content);
    }
    Value value = graph.define(operand.name);
    Shape shape = dynamic ? symbolic(operand.spec) : operand.content.shape();
    value.setType(new TensorType(operand.content.elementType(), shape));
    return graph.addInput(value);
  }

  private List<Tensor> feeds() {
    List<Tensor> feeds = new ArrayList<>();
    for (Operand operand : operands) {
      if (operand != null && !operand.weight) {
        feeds.add(operand.content);
      }
    }
    return feeds;
  }

  private LoweringCheck operand(
      String name, String spec, DataType type, double[] values, boolean weight) {
    Tensor content = TensorElements.encode(name, type, sizes(spec), values);
    assertEquals(content.elementCount(), values.length, name);
    operands.add(new Operand(name, spec, content, weight));
    return this;
  }

  private double[] normals(String spec, double mean) {
    double[] values = new double[Math.toIntExact(sizes(spec).elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = mean + random.nextGaussian();
    }
    return values;
  }

  private static Shape sizes(String spec) {
    List<Dim> dims = new ArrayList<>();
    for (String axis : axes(spec)) {
      dims.add(Dim.of(Long.parseLong(axis.substring(axis.indexOf('=') + 1))));
    }
    return new Shape(dims);
  }

  private static Shape symbolic(String spec) {
    List<Dim> dims = new ArrayList<>();
    for (String axis : axes(spec)) {
      int sign = axis.indexOf('=');
      dims.add(sign < 0 ? Dim.of(Long.parseLong(axis)) : Dim.symbolic(axis.substring(0, sign)));
    }
    return new Shape(dims);
  }

  private static List<String> axes(String spec) {
    return spec.isEmpty() ? List.of() : List.of(spec.split(",", -1));
  }
}
