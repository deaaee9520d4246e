package io.lntune.graph.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphOrder;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RuntimeOrderTest {
  private static List<String> order(ModelSketch sketch) {
    return RuntimeOrder.of(sketch.graph()).stream()
        .map(node -> node.requiredOutput(0).name())
        .toList();
  }

  private static ModelSketch sketch() {
    return ModelSketch.opset(21).input("x", DataType.FLOAT, 4);
  }

  @Test
  void ofTheEndsTheLastComesFirst() {
    ModelSketch sketch =
        sketch()
            .node("Neg", "a", "x")
            .node("Exp", "b", "a")
            .node("Abs", "c", "x")
            .node("Log", "d", "c")
            .outputs("b d");
    assertEquals(List.of("c", "d", "a", "b"), order(sketch));
  }

  @Test
  void ofTheOperandsTheLastComesFirst() {
    ModelSketch sketch =
        sketch()
            .node("Neg", "early", "x")
            .node("Abs", "late", "x")
            .node("Exp", "later", "late")
            .node("Add", "sum", "early later")
            .outputs("sum");
    assertEquals(List.of("late", "later", "early", "sum"), order(sketch));
  }

  /** What only forward values lead to waits; each gradient is finished where it is reached. */
  @Test
  void gradientsComeOneByOneAndForwardValuesWait() {
    ModelSketch sketch =
        sketch()
            .node("Exp", "hidden", "x")
            .node("Tanh", "y", "hidden")
            .node("Neg", "loss", "y")
            .node("Abs", "seed", "y")
            .node("Cos", "slope2", "y")
            .node("Mul", "flow2", "seed slope2")
            .node("Neg", "grad2", "flow2")
            .node("Sin", "slope1", "hidden")
            .node("Mul", "flow1", "flow2 slope1")
            .node("Neg", "grad1", "flow1")
            .outputs("loss grad1 grad2");
    Graph graph = sketch.graph();
    GradientOrder.arrange(graph, List.of(value(graph, "loss")), List.of(value(graph, "seed")));
    assertEquals(
        List.of(
            "hidden", "y", "loss", "seed", "slope2", "flow2", "grad2", "slope1", "flow1", "grad1"),
        order(sketch));
    assertFalse(GraphOrder.sort(graph), "a node stands before one that it reads from");
  }

  private static Value value(Graph graph, String name) {
    Value value = graph.find(name);
    if (value == null) {
      throw new AssertionError("no value " + name);
    }
    return value;
  }
}
