package io.lntune.graph.differentiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Captures;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapturesTest {
  private final Graph graph = new Graph(null);
  private final Value weight = input("weight", DataType.FLOAT);
  private final Value condition = input("condition", DataType.BOOL);

  private Value input(String name, DataType type) {
    Value value = graph.define(name);
    value.setType(new TensorType(type, Shape.of(3)));
    return graph.addInput(value);
  }

  private Graph branch(String op) {
    Graph body = new Graph(graph);
    Value result = body.fresh("result");
    body.insert(null, OpId.onnx(op), op, List.of(weight), List.of(result), Map.of());
    body.addOutput(result);
    return body;
  }

  private Node conditional() {
    Value output = graph.define("output");
    output.setType(new TensorType(DataType.FLOAT, Shape.of(3)));
    return graph.insert(
        null,
        OpId.onnx("If"),
        "choice",
        List.of(condition),
        List.of(output),
        Map.of(
            "then_branch", new Attribute.GraphValue(branch("Neg")),
            "else_branch", new Attribute.GraphValue(branch("Exp"))));
  }

  @Test
  void bodiesReadTheValuesAroundThem() {
    Node node = conditional();
    assertEquals(Set.of(weight), Captures.byBodies(node));
    assertEquals(Set.of(condition, weight), Captures.read(node));
  }

  @Test
  void nestedBodiesDoNotCountAsOutside() {
    Node node = conditional();
    Graph branch = node.attributes().graph("then_branch");
    assertEquals(Set.of(weight), Captures.of(branch));
  }

  @Test
  void aGradientEntersABody() {
    Node node = conditional();
    Value output = node.requiredOutput(0);
    ReverseMode reverse = new ReverseMode(StandardGradients.registry(), OperatorTarget.STANDARD);
    Map<Value, Value> gradients =
        reverse.differentiate(graph, Map.of(output, output), List.of(weight));
    assertEquals("If", gradients.get(weight).producer().op().type());
  }

  @Test
  void whatBlocksAGradientInsideABodyIsNamed() {
    Node node = conditional();
    Graph branch = node.attributes().graph("then_branch");
    Node inner = branch.nodes().get(0);
    Value blocked = branch.fresh("blocked");
    branch.insert(
        null, OpId.onnx("MaxRoiPool"), "inside", inner.outputs(), List.of(blocked), Map.of());
    branch.setOutput(0, blocked);
    Value output = node.requiredOutput(0);
    ReverseMode reverse = new ReverseMode(StandardGradients.registry(), OperatorTarget.STANDARD);
    LntuneException failure =
        assertThrows(
            LntuneException.class,
            () -> reverse.differentiate(graph, Map.of(output, output), List.of(weight)));
    assertEquals(LntuneException.Kind.UNSUPPORTED, failure.kind());
    assertTrue(failure.where().contains("'inside'"), failure.where());
  }
}
