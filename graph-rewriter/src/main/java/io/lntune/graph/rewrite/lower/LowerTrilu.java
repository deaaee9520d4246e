package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;

/** Trilu (opset 14): elements of [..., R, C] on one side of the k-th diagonal, zero elsewhere. */
final class LowerTrilu extends Lowering {
  LowerTrilu() {
    super(OpId.onnx("Trilu"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    int rank = rank(x);
    if (rank < 2) {
      return Decision.decline("the rank of the input is not known", root);
    }
    GraphBuilder builder = core.builder();
    Value rows = core.range(core.sizeOf(x, rank - 2));
    Value diagonal = root.input(1);
    if (diagonal != null) {
      rows = builder.add(rows, diagonal);
    }
    Value columns = core.range(core.sizeOf(x, rank - 1));
    boolean upper = root.attributes().intValue("upper", 1) != 0;
    Value kept =
        core.logical(upper ? "GreaterOrEqual" : "LessOrEqual", columns, builder.unsqueeze(rows, 1));
    DataType type = x.elementType();
    Value result =
        type == DataType.BOOL
            ? core.logical("And", kept, x)
            : builder.where(kept, x, builder.scalar(0, type));
    return replaceFirst(root, builder.sameType(x, result));
  }
}
