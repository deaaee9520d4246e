package io.lntune.graph.precision;

import io.lntune.graph.ir.Attributes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.TransposedMatrix;
import org.jspecify.annotations.Nullable;

/**
 * {@code alpha * activation x weight + bias}, the weight being constant: ONNX {@code MatMul} and
 * {@code Gemm} (opset 13), {@code com.microsoft.FusedMatMul}.
 *
 * @param activation [..., K]
 * @param weight [K, N], or [N, K] when {@code transposed}
 * @param bias [N], or null
 */
record FrozenProduct(
    Value activation, Tensor weight, boolean transposed, float alpha, @Nullable Value bias) {
  /** The product that {@code node} is, or null. */
  static @Nullable FrozenProduct of(Node node) {
    if (node.is("MatMul")) {
      return of(node, false, 1, null);
    }
    Attributes attributes = node.attributes();
    boolean plain =
        attributes.intValue("transA", 0) == 0
            && attributes.intValue("transBatchA", 0) == 0
            && attributes.intValue("transBatchB", 0) == 0;
    boolean transposed = attributes.intValue("transB", 0) != 0;
    float alpha = attributes.floatValue("alpha", 1);
    if (plain && node.isMicrosoft("FusedMatMul")) {
      return of(node, transposed, alpha, null);
    }
    if (plain && node.is("Gemm")) {
      Value bias = node.inputs().size() > 2 ? node.input(2) : null;
      boolean simple = bias == null || (isRow(bias) && attributes.floatValue("beta", 1) == 1);
      return simple ? of(node, transposed, alpha, bias) : null;
    }
    return null;
  }

  /** K, the length of the sums. */
  long depth() {
    return weight.shape().dim(transposed ? 1 : 0).size();
  }

  /** N, the columns of the result. */
  long columns() {
    return weight.shape().dim(transposed ? 0 : 1).size();
  }

  /** The same for products whose reduced weights are the same. */
  String weightKey() {
    return weight.name() + " " + transposed + " " + alpha;
  }

  private static boolean isRow(Value bias) {
    return bias.shape() != null && bias.shape().rank() == 1;
  }

  private static @Nullable FrozenProduct of(
      Node node, boolean transposed, float alpha, @Nullable Value bias) {
    Value right = node.requiredInput(1);
    Value source = TransposedMatrix.source(right);
    boolean turned = source != null;
    Tensor weight = ConstantTensor.of(source == null ? right : source);
    boolean usable =
        weight != null && weight.shape().rank() == 2 && weight.elementType() == DataType.FLOAT;
    return usable && weight != null
        ? new FrozenProduct(node.requiredInput(0), weight, transposed != turned, alpha, bias)
        : null;
  }
}
