package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;

/**
 * BatchNormalization (opset 15) with its running statistics: (X - mean) / sqrt(variance + epsilon)
 * times scale plus bias, each parameter [C] for X [N, C, ...].
 */
final class LowerBatchNormalization extends Lowering {
  LowerBatchNormalization() {
    super(OpId.onnx("BatchNormalization"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    int rank = rank(x);
    if (rank < 2) {
      return Decision.decline("the rank of the input is not known to be at least 2", root);
    }
    if (root.attributes().intValue("training_mode", 0) != 0 || anyUsedFrom(root, 1)) {
      return Decision.decline("the statistics are those of the batch", root);
    }
    GraphBuilder builder = core.builder();
    Value variance = root.requiredInput(4);
    Value epsilon =
        builder.scalar(root.attributes().floatValue("epsilon", 1e-5f), variance.elementType());
    Value deviation = core.unary("Sqrt", builder.add(variance, epsilon));
    Value centred = builder.sub(x, perChannel(root, 3, rank, core));
    Value normalised =
        builder.div(centred, LowerMomentNormalization.perChannel(deviation, rank, core));
    Value scaled = builder.mul(normalised, perChannel(root, 1, rank, core));
    Value shifted = builder.add(scaled, perChannel(root, 2, rank, core));
    return replaceFirst(root, builder.sameType(x, shifted));
  }

  private static Value perChannel(Node root, int input, int rank, CoreOperators core) {
    return LowerMomentNormalization.perChannel(root.requiredInput(input), rank, core);
  }
}
