package io.lntune.graph.backward;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gives gradients their names: {@code <parameter>_grad}, with a number where that is taken. A
 * parameter that the loss does not depend on gets zeros.
 */
final class NamedGradients {
  private final Graph graph;

  NamedGradients(Graph graph) {
    this.graph = graph;
  }

  List<Value> declare(Map<Value, String> names, Map<Value, Value> gradients) {
    List<Value> outputs = new ArrayList<>();
    GraphBuilder builder = GraphBuilder.atEnd(graph, "gradients");
    names.forEach(
        (parameter, name) -> {
          Value gradient = gradients.get(parameter);
          if (gradient == null) {
            gradient =
                builder.constantOfShape(builder.shapeOf(parameter), parameter.elementType(), 0);
          }
          Value output = graph.fresh(name + "_grad");
          output.setType(parameter.type());
          graph.insert(
              null,
              OpId.onnx("Identity"),
              output.name(),
              List.of(gradient),
              List.of(output),
              Map.of());
          outputs.add(output);
        });
    return outputs;
  }
}
