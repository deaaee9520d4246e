package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RewriteRule;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The integer product of a dynamically quantised layer, {@code Cast(MatMulInteger(a, b))}, in real
 * numbers: {@code (a - za) (b - zb)}. An operand that was quantised on the way is written as its
 * dequantised value divided by the scale, so that a gradient finds its way back to the number that
 * was quantised.
 */
final class LowerMatMulInteger implements RewriteRule {
  @Override
  public String name() {
    return "LowerMatMulInteger";
  }

  @Override
  public Set<OpId> roots() {
    return Set.of(OpId.onnx("Cast"));
  }

  @Override
  public Decision apply(Node root, GraphBuilder builder) {
    Node product = root.requiredInput(0).producer();
    if (product == null || !product.is("MatMulInteger")) {
      return Decision.decline("the cast value is not an integer product", root);
    }
    if (root.attributes().intValue("to", 0) != DataType.FLOAT.code()) {
      return Decision.decline("the product is not cast to float32", root);
    }
    Value left = real(product.requiredInput(0), product.input(2), builder);
    Value right = real(product.requiredInput(1), product.input(3), builder);
    return Decision.replace(root.requiredOutput(0), builder.matMul(left, right));
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
