package io.lntune.graph.rewrite.opset;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.LastAxis;
import java.util.List;
import java.util.Map;

/**
 * Softmax-13, LogSoftmax-13 and Hardmax-13: before, the input was coerced to two dimensions at
 * {@code axis} (default 1) and normalised over everything from there on; since, over one axis.
 */
final class SoftmaxChanges {
  private static final Attribute LAST = new Attribute.IntValue(-1);

  private SoftmaxChanges() {}

  static void oneAxis(Node node) {
    long axis = node.attributes().intValue("axis", 1);
    Value x = node.requiredInput(0);
    boolean overLast = LastAxis.is(axis, x);
    node.setAttribute("axis", LAST);
    if (overLast) {
      return;
    }
    Value sizes = NodeEdit.before(node, "Shape", "shape", Map.of(), x);
    Value rows =
        NodeEdit.before(node, "Flatten", "rows", Map.of("axis", new Attribute.IntValue(axis)), x);
    node.graph().setNodeInput(node, 0, rows);
    Value result = node.requiredOutput(0);
    Value flat = NodeEdit.divertOutput(node, 0, "flat");
    node.graph()
        .insert(
            node.next(),
            OpId.onnx("Reshape"),
            NodeEdit.name(node, "reshape"),
            List.of(flat, sizes),
            List.of(result),
            Map.of());
  }
}
