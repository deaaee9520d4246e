package io.lntune.graph.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class CertainSizesTest {
  @Test
  void axesOfInputsAndFixedOnesAreCertain() {
    ModelSketch sketch =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, -1, 4)
            .longs("pads", 0, -1, 0, 0)
            .node("Pad", "asInput", "x pads")
            .node("Pad", "fixed", "x pads")
            .node("Pad", "shorter", "x pads")
            .node("Pad", "open", "x pads")
            .node("Pad", "untyped", "x pads");
    Graph graph = sketch.graph();
    type(graph, "x", Dim.symbolic("sequence"));
    type(graph, "asInput", Dim.symbolic("sequence"));
    type(graph, "fixed", Dim.of(2));
    type(graph, "shorter", Dim.symbolic("sequence - 1"));
    type(graph, "open", Dim.UNKNOWN);
    assertEquals(Set.of("n_asInput", "n_fixed"), names(CertainSizes.of(graph)));
  }

  private static void type(Graph graph, String value, Dim first) {
    graph.find(value).setType(new TensorType(DataType.FLOAT, new Shape(List.of(first, Dim.of(4)))));
  }

  private static Set<String> names(Set<Node> nodes) {
    return nodes.stream().map(Node::name).collect(Collectors.toSet());
  }
}
