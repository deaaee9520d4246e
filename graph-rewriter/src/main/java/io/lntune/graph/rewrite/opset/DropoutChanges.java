package io.lntune.graph.rewrite.opset;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.Map;

/** Dropout: inference only before opset 12. */
final class DropoutChanges {
  private DropoutChanges() {}

  /** Dropout-10: the mask became bool; a mask of the input's type is made from it where used. */
  static void boolMask(Node node) {
    Value mask = node.output(1);
    if (mask == null) {
      return;
    }
    Graph graph = node.graph();
    if (mask.uses().isEmpty() && !graph.isOutput(mask)) {
      graph.setNodeOutput(node, 1, null);
      return;
    }
    Value bool = NodeEdit.divertOutput(node, 1, "mask");
    graph.insert(
        node.next(),
        OpId.onnx("CastLike"),
        mask.name(),
        List.of(bool, node.requiredInput(0)),
        List.of(mask),
        Map.of());
  }

  /** Dropout-12: {@code ratio} became an input; training is off without the third input. */
  static void ratio(Node node) {
    double ratio = node.attributes().floatValue("ratio", 0.5f);
    node.removeAttribute("ratio");
    Tensor tensor = Tensor.scalar(NodeEdit.name(node, "ratio"), DataType.FLOAT, ratio);
    node.graph().setNodeInput(node, 1, node.graph().addConstant(tensor));
  }
}
