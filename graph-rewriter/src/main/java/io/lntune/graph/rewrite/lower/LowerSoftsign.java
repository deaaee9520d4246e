package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;

/** Softsign (opset 1): x / (1 + |x|). */
final class LowerSoftsign extends Lowering {
  LowerSoftsign() {
    super(OpId.onnx("Softsign"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value x = root.requiredInput(0);
    Value divisor = builder.add(core.unary("Abs", x), builder.scalar(1, x.elementType()));
    return replaceFirst(root, builder.sameType(x, builder.div(x, divisor)));
  }
}
