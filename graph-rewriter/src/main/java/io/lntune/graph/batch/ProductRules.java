package io.lntune.graph.batch;

import io.lntune.graph.ir.Attributes;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.List;

/** Matrix products and convolutions: examples lie along the rows or along leading axes. */
final class ProductRules {
  private ProductRules() {}

  /** {@code A [..., M, K] x B [..., K, N]}, transposed where the attributes say so. */
  static Dependence matMul(Node node, int output, ExampleAxes axes) {
    Attributes attributes = node.attributes();
    if (attributes.intValue("transBatchA", 0) != 0 || attributes.intValue("transBatchB", 0) != 0) {
      return Dependence.MIXED;
    }
    Value left = node.requiredInput(0);
    Value right = node.requiredInput(1);
    Shape rows = left.shape();
    Shape columns = right.shape();
    if (rows == null || columns == null || rows.rank() < 2 || columns.rank() < 2) {
      return Dependence.MIXED;
    }
    boolean byRow =
        attributes.intValue("transA", 0) == 0
            && axes.of(left).equals(Dependence.example(rows.rank() - 2))
            && axes.of(right).equals(Dependence.CONSTANT);
    return byRow
        ? Dependence.example(Math.max(rows.rank(), columns.rank()) - 2)
        : Broadcasting.of(List.of(left, right), 2, axes);
  }

  /** The same with integers, and zero points that are stored. */
  static Dependence integerMatMul(Node node, int output, ExampleAxes axes) {
    return areConstant(node, 2, axes) ? matMul(node, output, axes) : Dependence.MIXED;
  }

  /**
   * {@code A [..., M, K]} with stored weights. The operator rounds A to a scale of the whole run,
   * so the examples of a batch differ by rounding, which is what training in 8 bits accepts.
   */
  static Dependence stored(Node node, int output, ExampleAxes axes) {
    Shape rows = node.requiredInput(0).shape();
    Dependence left = axes.of(node.requiredInput(0));
    return rows != null
            && left.isExample()
            && left.axis() < rows.rank() - 1
            && areConstant(node, 1, axes)
        ? left
        : Dependence.MIXED;
  }

  /** {@code A [M, K] x B + C}. */
  static Dependence gemm(Node node, int output, ExampleAxes axes) {
    Value bias = node.input(2);
    boolean byRow =
        node.attributes().intValue("transA", 0) == 0
            && axes.ofInput(node, 0).equals(Dependence.example(0))
            && axes.ofInput(node, 1).equals(Dependence.CONSTANT);
    boolean shared =
        bias == null
            || (axes.of(bias).equals(Dependence.CONSTANT)
                && bias.shape() != null
                && (bias.shape().rank() < 2 || bias.shape().dim(0).size() == 1));
    return byRow && shared ? Dependence.example(0) : Dependence.MIXED;
  }

  /** Operators on {@code X [N, C, ...]} that treat every n alike, with stored weights. */
  static Dependence perSample(Node node, int output, ExampleAxes axes) {
    boolean apart =
        output == 0
            && node.attributes().intValue("training_mode", 0) == 0
            && axes.ofInput(node, 0).equals(Dependence.example(0))
            && areConstant(node, 1, axes);
    return apart ? Dependence.example(0) : Dependence.MIXED;
  }

  /** The same where scales or sizes are computed from shapes and leave N as it is. */
  static Dependence resize(Node node, int output, ExampleAxes axes) {
    Shape before = node.requiredInput(0).shape();
    Shape after = node.requiredOutput(0).shape();
    boolean kept =
        before != null
            && after != null
            && before.rank() > 0
            && after.rank() > 0
            && axes.areEqual(before.dim(0), after.dim(0));
    boolean dataFree = true;
    for (int i = 1; i < node.inputs().size(); i++) {
      dataFree &= !axes.ofInput(node, i).isData();
    }
    return kept && dataFree && axes.ofInput(node, 0).equals(Dependence.example(0))
        ? Dependence.example(0)
        : Dependence.MIXED;
  }

  /** Whether no input from {@code first} on depends on data or on the number of examples. */
  static boolean areConstant(Node node, int first, ExampleAxes axes) {
    for (int i = first; i < node.inputs().size(); i++) {
      if (!axes.ofInput(node, i).equals(Dependence.CONSTANT)) {
        return false;
      }
    }
    return true;
  }
}
