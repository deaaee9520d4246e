package io.lntune.graph.canonical;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.Subgraphs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Half precision inside the bodies of control flow. */
class WidenHalfPrecisionTest {
  /** float16 keeps eleven bits. */
  private static final double HALF = 2e-3;

  private static ModelSketch start() {
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 2, 3)
        .node("Cast", "h", "x", "to", DataType.FLOAT16.code());
  }

  private static Tensor half(String name) {
    return TensorElements.encode(name, DataType.FLOAT16, Shape.of(3), new double[] {1, 2, 0.5});
  }

  @Test
  void branches() {
    ModelSketch outer = start().input("c", DataType.BOOL);
    Graph then =
        ModelSketch.graph(outer.graph())
            .initializer(half("factor"))
            .node("Mul", "t", "h factor")
            .outputs("t")
            .graph();
    Graph otherwise =
        ModelSketch.graph(outer.graph())
            .node("Constant", "shift", "", "value", half("shift"))
            .node("Add", "e", "h shift")
            .outputs("e")
            .graph();
    outer.node("If", "chosen", "c", "then_branch", then, "else_branch", otherwise);

    check(outer.node("Cast", "y", "chosen", "to", DataType.FLOAT.code()).outputs("y").model());
  }

  @Test
  void loopsWithTheirStates() {
    ModelSketch outer = start().initializer(Tensor.ofLongs("steps", Shape.SCALAR, 3));
    ModelSketch body = ModelSketch.graph(outer.graph());
    body.input("i", DataType.INT64)
        .input("go", DataType.BOOL)
        .input("state", DataType.FLOAT16, 2, 3);
    Graph graph =
        body.initializer(half("factor"))
            .node("Mul", "scaled", "state factor")
            .node("Tanh", "next", "scaled")
            .node("Identity", "on", "go")
            .outputs("on next")
            .graph();
    graph.find("next").setType(new TensorType(DataType.FLOAT16, Shape.of(2, 3)));
    outer.node("Loop", "end", "steps _ h", "body", graph);

    check(outer.node("Cast", "y", "end", "to", DataType.FLOAT.code()).outputs("y").model());
  }

  private static void check(Model model) {
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 3);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);

    assertTrue(new WidenHalfPrecision().run(model));

    GraphCheck.check(model);
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), HALF);
    for (Graph graph : Subgraphs.withNested(model.graph())) {
      graph.nodes().stream()
          .filter(node -> node.is("Cast"))
          .forEach(
              cast ->
                  assertFalse(
                      cast.attributes().intValue("to", 0) == DataType.FLOAT16.code(),
                      cast::describe));
    }
  }
}
