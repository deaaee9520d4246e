package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;

/** Sum and Mean (opset 13) of any number of broadcast operands become additions. */
final class LowerVariadic extends Lowering {
  private static final OpId MEAN = OpId.onnx("Mean");

  LowerVariadic() {
    super(OpId.onnx("Sum"), MEAN);
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    int count = root.inputs().size();
    Value sum = root.requiredInput(0);
    for (int i = 1; i < count; i++) {
      sum = core.builder().add(sum, root.requiredInput(i));
    }
    if (root.op().equals(MEAN) && count > 1) {
      sum = core.builder().div(sum, core.builder().scalar(count, sum.elementType()));
    }
    return replaceFirst(root, sum);
  }
}
