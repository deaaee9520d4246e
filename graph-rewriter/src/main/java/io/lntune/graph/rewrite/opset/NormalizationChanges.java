package io.lntune.graph.rewrite.opset;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.Map;

/** BatchNormalization and GroupNormalization. */
final class NormalizationChanges {
  private NormalizationChanges() {}

  /** BatchNormalization-9: statistics per activation ({@code spatial=0}) were dropped. */
  static void spatial(Node node) {
    if (node.attributes().intValue("spatial", 1) == 0) {
      throw NodeEdit.unsupported(node, "BatchNormalization with spatial=0");
    }
    node.removeAttribute("spatial");
  }

  /**
   * BatchNormalization-14: training mode is an attribute; before, several outputs meant it. The
   * saved mean and variance of the old form have no successor.
   */
  static void trainingMode(Node node) {
    boolean training = false;
    for (int i = 1; i < node.outputs().size(); i++) {
      Value output = node.output(i);
      boolean used = output != null && (!output.uses().isEmpty() || node.graph().isOutput(output));
      if (used && i > 2) {
        throw NodeEdit.unsupported(node, "BatchNormalization with saved statistics");
      }
      training |= output != null;
    }
    if (training) {
      node.setAttribute("training_mode", new Attribute.IntValue(1));
      int kept = Math.min(3, node.outputs().size());
      NodeEdit.replace(node, "BatchNormalization", node.outputs().subList(0, kept));
    }
  }

  /**
   * GroupNormalization-21: {@code scale} and {@code bias} [num_groups] became [C]. Each element is
   * repeated for the C / num_groups channels of its group.
   */
  static void perChannel(Node node) {
    long groups = node.attributes().intValue("num_groups", 0);
    if (groups <= 0) {
      throw NodeEdit.unsupported(node, "GroupNormalization without num_groups");
    }
    Value x = node.requiredInput(0);
    Shape shape = x.shape();
    if (shape != null && shape.rank() > 1 && shape.dim(1).size() == groups) {
      return;
    }
    Value sizes;
    if (shape != null && shape.rank() > 1 && shape.dim(1).isStatic()) {
      sizes = NodeEdit.longs(node, "group_sizes", List.of(groups, shape.dim(1).size() / groups));
    } else {
      Value channels =
          NodeEdit.before(
              node,
              "Shape",
              "channels",
              Map.of("start", new Attribute.IntValue(1), "end", new Attribute.IntValue(2)),
              x);
      Value count = NodeEdit.longs(node, "groups", List.of(groups));
      Value perGroup = NodeEdit.before(node, "Div", "group_size", Map.of(), channels, count);
      sizes =
          NodeEdit.before(
              node,
              "Concat",
              "group_sizes",
              Map.of("axis", new Attribute.IntValue(0)),
              count,
              perGroup);
    }
    repeat(node, 1, "scale", sizes);
    repeat(node, 2, "bias", sizes);
  }

  private static void repeat(Node node, int input, String role, Value sizes) {
    Graph graph = node.graph();
    Value perGroup = node.requiredInput(input);
    Value last = NodeEdit.longs(node, role + "_axis", List.of(1L));
    Value column = NodeEdit.before(node, "Unsqueeze", role, Map.of(), perGroup, last);
    Value repeated = NodeEdit.before(node, "Expand", role, Map.of(), column, sizes);
    Value flat = NodeEdit.longs(node, role + "_shape", List.of(-1L));
    graph.setNodeInput(
        node, input, NodeEdit.before(node, "Reshape", role, Map.of(), repeated, flat));
  }
}
