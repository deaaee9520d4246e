package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;

/**
 * MatMul (opset 13) with a vector operand: the vector becomes a row or a column, and that axis is
 * taken out of the product again. Later stages then see matrices only.
 */
final class LowerVectorMatMul extends Lowering {
  LowerVectorMatMul() {
    super(OpId.onnx("MatMul"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value a = root.requiredInput(0);
    Value b = root.requiredInput(1);
    boolean row = rank(a) == 1;
    boolean column = rank(b) == 1;
    if (!row && !column) {
      return Decision.decline("no operand is a vector", root);
    }
    GraphBuilder builder = core.builder();
    Value left = row ? builder.unsqueeze(a, 0) : a;
    Value right = column ? builder.unsqueeze(b, 1) : b;
    Value product = builder.matMul(left, right);
    Value result =
        row && column ? builder.squeeze(product, -2, -1) : builder.squeeze(product, row ? -2 : -1);
    return replaceFirst(root, result);
  }
}
