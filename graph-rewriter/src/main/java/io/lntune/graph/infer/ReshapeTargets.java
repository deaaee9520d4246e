package io.lntune.graph.infer;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sizes that a Reshape states although others beside them are computed: a target put together as
 * {@code [batch, -1, 2, length]} gives its third axis the size 2. ONNX Runtime forgets all of them
 * when it knows one of the others not even by name.
 */
final class ReshapeTargets {
  private ReshapeTargets() {}

  /**
   * Gives results the sizes that their present type lacks, and adds these types to {@code told}.
   *
   * @return whether there were any
   */
  static boolean infer(Graph graph, Map<Value, TensorType> told) {
    boolean learned = false;
    for (Node node : graph.nodes()) {
      Value target = node.is("Reshape") ? node.input(1) : null;
      Value output = node.output(0);
      List<Dim> stated = target == null ? null : stated(target);
      if (stated != null && output != null && output.shape() != null) {
        TensorType type = new TensorType(output.elementType(), merged(output.shape(), stated));
        learned |= !type.equals(output.type()) && !type.equals(told.put(output, type));
        output.setType(type);
      }
    }
    return learned;
  }

  /** The sizes in a target that is a Concat of known lengths; null when it is none. */
  private static @Nullable List<Dim> stated(Value target) {
    Node concat = target.producer();
    if (concat == null || !concat.is("Concat")) {
      return null;
    }
    List<Dim> stated = new ArrayList<>();
    for (Value part : concat.inputs()) {
      Tensor constant = ConstantTensor.of(part);
      Shape shape = part.shape();
      if (constant != null) {
        for (long size : constant.toLongs()) {
          stated.add(size > 0 ? Dim.of(size) : Dim.UNKNOWN);
        }
      } else if (shape != null && shape.isStatic() && shape.rank() == 1) {
        for (long i = 0; i < shape.elementCount(); i++) {
          stated.add(Dim.UNKNOWN);
        }
      } else {
        return null;
      }
    }
    return stated;
  }

  private static Shape merged(Shape known, List<Dim> stated) {
    if (known.rank() != stated.size()) {
      return known;
    }
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < stated.size(); i++) {
      boolean unknown = !known.dim(i).isStatic() && known.dim(i).symbol().isEmpty();
      dims.add(unknown ? stated.get(i) : known.dim(i));
    }
    return new Shape(dims);
  }
}
