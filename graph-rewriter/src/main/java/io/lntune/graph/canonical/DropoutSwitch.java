package io.lntune.graph.canonical;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.ArrayList;
import java.util.List;

/**
 * The training mode of all Dropout nodes (opset 12 and later: the third input) as one constant of
 * the graph. Each node gets a seed of its own, so that a run can be repeated.
 */
public final class DropoutSwitch {
  private final Graph graph;
  private final Value mode;

  private DropoutSwitch(Graph graph, Value mode) {
    this.graph = graph;
    this.mode = mode;
  }

  /** Makes no node drop anything, whatever mode the model was exported in. */
  static void remove(Model model) {
    for (Node node : nodes(model)) {
      node.graph().setNodeInput(node, 2, null);
      node.graph().dropTrailingGaps(node);
    }
  }

  /**
   * Lets every node read one mode, which is on.
   *
   * @throws LntuneException when the model has no such node
   */
  static DropoutSwitch install(Model model) {
    List<Node> nodes = nodes(model);
    if (nodes.isEmpty()) {
      throw LntuneException.unsupported(
          "The model has no Dropout node to turn on",
          model.source() == null ? "" : model.source().toString(),
          "Train without --dropout, or export the model in training mode, which keeps the nodes.");
    }
    Graph graph = model.graph();
    Value mode = graph.addConstant(Tensor.scalar("training_mode", DataType.BOOL, 1));
    long seed = 0;
    for (Node node : nodes) {
      node.graph().setNodeInput(node, 2, mode);
      node.setAttribute("seed", new Attribute.IntValue(++seed));
    }
    return new DropoutSwitch(graph, mode);
  }

  private static List<Node> nodes(Model model) {
    List<Node> nodes = new ArrayList<>();
    for (Graph each : Subgraphs.withNested(model.graph())) {
      each.nodes().stream().filter(node -> node.is("Dropout")).forEach(nodes::add);
    }
    return nodes;
  }

  /** Turns all nodes on or off. */
  public void set(boolean on) {
    graph.putInitializer(Tensor.scalar(mode.name(), DataType.BOOL, on ? 1 : 0));
  }
}
