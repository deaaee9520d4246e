package io.lntune.graph.infer;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives the values inside a Scan (opset 21) the sizes that follow from what it is given. */
final class ScanBodies {
  private ScanBodies() {}

  /**
   * Sets the sizes of the named axes in the bodies of {@code graph}, whose own values have theirs.
   */
  static void bind(Graph graph) {
    for (Node node : graph.nodes()) {
      Graph body = Subgraphs.ofScan(node);
      if (body != null) {
        Map<String, Dim> sizes = sizes(node, body);
        body.values().forEach(value -> bind(value, sizes));
      }
    }
  }

  /** A body's inputs are slices, along axis 0, of the node's: named axes by their symbols. */
  private static Map<String, Dim> sizes(Node node, Graph body) {
    Map<String, Dim> sizes = new HashMap<>();
    for (int i = 0; i < body.inputs().size(); i++) {
      Shape whole = node.requiredInput(i).shape();
      Shape slice = body.inputs().get(i).shape();
      for (int axis = 0; whole != null && slice != null && axis < slice.rank(); axis++) {
        if (!slice.dim(axis).symbol().isEmpty()) {
          sizes.put(slice.dim(axis).symbol(), whole.dim(axis + 1));
        }
      }
    }
    return sizes;
  }

  private static void bind(Value value, Map<String, Dim> sizes) {
    Shape shape = value.shape();
    if (shape != null) {
      List<Dim> dims =
          shape.dims().stream().map(dim -> sizes.getOrDefault(dim.symbol(), dim)).toList();
      value.setType(new TensorType(value.elementType(), new Shape(dims)));
    }
  }
}
