package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RewriteRule;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The integer product of a dynamically quantised layer, {@code Cast(MatMulInteger(a, b))} or {@code
 * Cast(ConvInteger(x, w))}, in real numbers: {@code (a - za) (b - zb)}. An operand that was
 * quantised on the way is written as its dequantised value divided by the scale, so that a gradient
 * finds its way back to the number that was quantised.
 */
final class LowerIntegerProduct implements RewriteRule {
  @Override
  public String name() {
    return "LowerIntegerProduct";
  }

  @Override
  public Set<OpId> roots() {
    return Set.of(OpId.onnx("Cast"));
  }

  @Override
  public Decision apply(Node root, GraphBuilder builder) {
    Node product = root.requiredInput(0).producer();
    if (product == null || !(product.is("MatMulInteger") || product.is("ConvInteger"))) {
      return Decision.decline("the cast value is not an integer product", root);
    }
    if (root.attributes().intValue("to", 0) != DataType.FLOAT.code()) {
      return Decision.decline("the product is not cast to float32", root);
    }
    Value left = real(product.requiredInput(0), product.input(2), builder);
    if (product.is("MatMulInteger")) {
      Value right = real(product.requiredInput(1), product.input(3), builder);
      return Decision.replace(root.requiredOutput(0), builder.matMul(left, right));
    }
    Value weights = product.requiredInput(1);
    Value zeroPoint = product.input(3);
    if (zeroPoint != null && Lowering.rank(zeroPoint) != 0) {
      if (weights.shape() == null) {
        return Decision.decline("the rank of the weights is not known", root);
      }
      // One zero point for each output channel, the first axis [M, 1, 1, ...].
      long[] sizes = new long[weights.shape().rank()];
      Arrays.fill(sizes, 1);
      sizes[0] = -1;
      zeroPoint = builder.reshape(zeroPoint, sizes);
    }
    Value right = real(weights, zeroPoint, builder);
    Value result = builder.call(OpId.onnx("Conv"), product.attributes().copy(), left, right);
    return Decision.replace(root.requiredOutput(0), builder.typed(result, DataType.FLOAT));
  }

  private static Value real(Value quantised, @Nullable Value zeroPoint, GraphBuilder builder) {
    Node quantiser = quantised.producer();
    if (quantiser != null && quantiser.is("DynamicQuantizeLinear")) {
      Value scale = quantiser.requiredOutput(1);
      Value number =
          builder.typed(
              builder.call("DequantizeLinear", quantised, scale, quantiser.requiredOutput(2)),
              DataType.FLOAT);
      return builder.div(number, scale);
    }
    Value number = builder.cast(quantised, DataType.FLOAT);
    return zeroPoint == null
        ? number
        : builder.sub(number, builder.cast(zeroPoint, DataType.FLOAT));
  }
}
