package io.lntune.graph.rewrite.opset;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.List;

/** Operators whose attributes became inputs. */
final class AttributesToInputs {
  private AttributesToInputs() {}

  /** {@code axes} of Squeeze-13, Unsqueeze-13, ReduceSum-13 and the other reductions of 18. */
  static void axes(Node node) {
    List<Long> axes = node.attributes().ints("axes");
    node.removeAttribute("axes");
    if (axes != null && !axes.isEmpty()) {
      node.graph().setNodeInput(node, 1, NodeEdit.longs(node, "axes", axes));
    }
  }

  /** {@code split} of Split-13. */
  static void split(Node node) {
    List<Long> split = node.attributes().ints("split");
    node.removeAttribute("split");
    if (split != null) {
      node.graph().setNodeInput(node, 1, NodeEdit.longs(node, "split", split));
    }
  }

  /** {@code k} of TopK-10. */
  static void topK(Node node) {
    long k = node.attributes().intValue("k", -1);
    if (k < 0) {
      throw NodeEdit.unsupported(node, "TopK without a positive k");
    }
    node.removeAttribute("k");
    node.graph().setNodeInput(node, 1, NodeEdit.longs(node, "k", List.of(k)));
  }

  /** {@code starts}, {@code ends} and {@code axes} of Slice-10. */
  static void slice(Node node) {
    Graph graph = node.graph();
    List<Long> starts = node.attributes().ints("starts", List.of());
    List<Long> ends = node.attributes().ints("ends", List.of());
    List<Long> axes = node.attributes().ints("axes");
    List.of("starts", "ends", "axes").forEach(node::removeAttribute);
    graph.setNodeInput(node, 1, NodeEdit.longs(node, "starts", starts));
    graph.setNodeInput(node, 2, NodeEdit.longs(node, "ends", ends));
    if (axes != null) {
      graph.setNodeInput(node, 3, NodeEdit.longs(node, "axes", axes));
    }
  }

  /** {@code pads} and {@code value} of Pad-11. */
  static void pad(Node node) {
    Graph graph = node.graph();
    List<Long> pads = node.attributes().ints("pads", List.of());
    double value = node.attributes().floatValue("value", 0);
    List.of("pads", "value").forEach(node::removeAttribute);
    graph.setNodeInput(node, 1, NodeEdit.longs(node, "pads", pads));
    if (value != 0) {
      Value constant = NodeEdit.scalarLike(node, "value", value, node.requiredInput(0));
      graph.setNodeInput(node, 2, constant);
    }
  }

  /** {@code min} and {@code max} of Clip-11. */
  static void clip(Node node) {
    List<String> bounds = List.of("min", "max");
    for (int i = 0; i < bounds.size(); i++) {
      String bound = bounds.get(i);
      if (node.attributes().has(bound)) {
        double value = node.attributes().floatValue(bound, 0);
        node.removeAttribute(bound);
        Value constant = NodeEdit.scalarLike(node, bound, value, node.requiredInput(0));
        node.graph().setNodeInput(node, i + 1, constant);
      }
    }
  }

  /** {@code axis} of DFT-20; the default moved from 1 to -2. */
  static void dft(Node node) {
    long axis = node.attributes().intValue("axis", 1);
    node.removeAttribute("axis");
    Value scalar =
        node.graph().addConstant(Tensor.ofLongs(NodeEdit.name(node, "axis"), Shape.SCALAR, axis));
    node.graph().setNodeInput(node, 2, scalar);
  }
}
