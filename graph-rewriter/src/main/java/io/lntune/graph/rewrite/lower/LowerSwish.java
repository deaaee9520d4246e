package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.rewrite.Decision;

/** {@code com.microsoft.QuickGelu} and the standard Swish of opset 24: x * sigmoid(alpha * x). */
final class LowerSwish extends Lowering {
  private static final OpId SWISH = OpId.onnx("Swish");
  private static final float QUICK_GELU_ALPHA = 1.702f;

  LowerSwish() {
    super(OpId.microsoft("QuickGelu"), SWISH);
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    float absent = root.op().equals(SWISH) ? 1f : QUICK_GELU_ALPHA;
    float alpha = root.attributes().floatValue("alpha", absent);
    return replaceFirst(root, core.swish(root.requiredInput(0), alpha));
  }
}
