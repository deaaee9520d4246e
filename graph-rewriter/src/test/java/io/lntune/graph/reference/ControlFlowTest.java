package io.lntune.graph.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.onnxruntime.OrtException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.CanonicalOpset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** If, Loop and Scan of the reference evaluator against ONNX Runtime. */
class ControlFlowTest {
  private static final Array X = Array.floats(new long[] {3, 2}, 1, -2, 3, 0.5, -1, 4);

  private final ReferenceEvaluator evaluator = new ReferenceEvaluator();

  @Test
  void ifTakesTheBranchOfTheConditionAndSeesOuterValues() throws OrtException {
    for (double condition : new double[] {0, 1}) {
      Graph graph = new Graph(null);
      Value c = input(graph, "c", DataType.BOOL, 1);
      Value x = input(graph, "x", DataType.FLOAT, 3, 2);
      Graph then = inside(graph);
      then.addOutput(node(then, "Neg", "negated", x));
      Graph otherwise = inside(graph);
      otherwise.addOutput(node(otherwise, "Exp", "exponential", x));
      Map<String, Attribute> branches =
          Map.of(
              "then_branch", new Attribute.GraphValue(then),
              "else_branch", new Attribute.GraphValue(otherwise));
      Value y = graph.define("y");
      graph.insert(null, OpId.onnx("If"), "if", List.of(c), List.of(y), branches);
      typed(then.outputs().get(0), 3, 2);
      typed(otherwise.outputs().get(0), 3, 2);
      graph.addOutput(y);
      compare(graph, Map.of("c", ElementwiseCases.bits(condition), "x", X));
    }
  }

  @Test
  void loopCarriesStateAndStacksScans() throws OrtException {
    Graph graph = new Graph(null);
    Value limit = graph.putInitializer(Tensor.ofLongs("limit", Shape.of(), 4));
    Value x = input(graph, "x", DataType.FLOAT, 3, 2);
    Graph body = inside(graph);
    input(body, "i", DataType.INT64);
    Value go = input(body, "go", DataType.BOOL);
    Value state = input(body, "state", DataType.FLOAT, 3, 2);
    Value next = typed(node(body, "Add", "next", state, x), 3, 2);
    body.addOutput(node(body, "Identity", "stillGo", go));
    body.outputs().get(0).setType(new TensorType(DataType.BOOL, Shape.SCALAR));
    body.addOutput(next);
    body.addOutput(typed(node(body, "Mul", "product", next, x), 3, 2));
    Value last = graph.define("last");
    Value all = graph.define("all");
    List<Value> inputs = Arrays.asList(limit, null, x);
    graph.insert(
        null,
        OpId.onnx("Loop"),
        "loop",
        inputs,
        List.of(last, all),
        Map.of("body", new Attribute.GraphValue(body)));
    graph.addOutput(last);
    graph.addOutput(all);
    compare(graph, Map.of("x", X));
    assertArrayEquals(
        new long[] {4, 3, 2}, evaluator.evaluate(graph, Map.of("x", X), "all").dims());
  }

  @Test
  void scanWalksAnAxisInEitherDirection() throws OrtException {
    for (long direction : new long[] {0, 1}) {
      Graph graph = new Graph(null);
      Value x = input(graph, "x", DataType.FLOAT, 3, 2);
      Value start = input(graph, "start", DataType.FLOAT, 2);
      Graph body = inside(graph);
      Value state = input(body, "state", DataType.FLOAT, 2);
      Value row = input(body, "row", DataType.FLOAT, 2);
      Value next = typed(node(body, "Add", "next", state, row), 2);
      body.addOutput(next);
      body.addOutput(typed(node(body, "Neg", "negated", next), 2));
      Value last = graph.define("last");
      Value all = graph.define("all");
      graph.insert(
          null,
          OpId.onnx("Scan"),
          "scan",
          List.of(start, x),
          List.of(last, all),
          Map.of(
              "body", new Attribute.GraphValue(body),
              "num_scan_inputs", new Attribute.IntValue(1),
              "scan_input_directions", new Attribute.Ints(List.of(direction)),
              "scan_output_axes", new Attribute.Ints(List.of(1L))));
      graph.addOutput(last);
      graph.addOutput(all);
      compare(graph, Map.of("x", X, "start", Array.floats(new long[] {2}, 0.5, 1)));
    }
  }

  private void compare(Graph graph, Map<String, Array> feeds) throws OrtException {
    ReferenceEvaluatorTest.assertAgrees(evaluator, graph, CanonicalOpset.VERSION, feeds);
  }

  private static Graph inside(Graph outer) {
    Graph graph = new Graph(outer);
    graph.setName("body");
    return graph;
  }

  private static Value input(Graph graph, String name, DataType type, long... dims) {
    Value value = graph.define(name);
    value.setType(new TensorType(type, Shape.of(dims)));
    return graph.addInput(value);
  }

  private static Value typed(Value value, long... dims) {
    value.setType(new TensorType(DataType.FLOAT, Shape.of(dims)));
    return value;
  }

  private static Value node(Graph graph, String type, String output, Value... inputs) {
    Value result = graph.define(output);
    graph.insert(null, OpId.onnx(type), output, List.of(inputs), List.of(result), Map.of());
    return result;
  }
}
