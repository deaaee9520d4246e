package io.lntune.graph.tag;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns tagged tensors into graph inputs, so that a trainer can feed changing values. Inputs are
 * float32 whatever the stored type: a bfloat16 weight near 1 would swallow a step of 0.001. A cast
 * brings them to the type that the graph computes in.
 */
public final class TrainableInputs {
  private TrainableInputs() {}

  /** Changes {@code graph}; returns the new input [tag's shape] of each tag, in order. */
  public static Map<ParameterTag, Value> expose(Graph graph, List<ParameterTag> tags) {
    Map<ParameterTag, Value> inputs = new LinkedHashMap<>();
    for (ParameterTag tag : tags) {
      inputs.put(tag, expose(graph, tag));
    }
    return inputs;
  }

  private static Value expose(Graph graph, ParameterTag tag) {
    Value leaf = tag.leaf();
    DataType computed =
        leaf.elementType() == DataType.UNDEFINED ? tag.storedType() : leaf.elementType();
    if (!computed.isFloatingPoint()) {
      computed = DataType.FLOAT;
    }
    Value occupant = graph.find(tag.name());
    if (occupant != null) {
      graph.rename(occupant, graph.fresh(tag.name() + "_stored").name());
    }
    Value input = graph.define(tag.name());
    input.setType(new TensorType(DataType.FLOAT, tag.shape()));
    graph.addInput(input);
    Value source = input;
    if (computed != DataType.FLOAT) {
      source = GraphBuilder.before(first(graph), tag.name()).cast(input, computed);
    }
    for (Use use : tag.uses()) {
      use.node().graph().setNodeInput(use.node(), use.index(), source);
    }
    for (int i = 0; i < graph.outputs().size(); i++) {
      if (graph.outputs().get(i) == leaf) {
        graph.setOutput(i, input);
      }
    }
    if (leaf.initializer() != null && leaf.uses().isEmpty()) {
      graph.removeValue(leaf);
    }
    return input;
  }

  private static Node first(Graph graph) {
    return graph.nodes().get(0);
  }
}
