package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;

/**
 * {@code com.microsoft.SkipLayerNormalization} (input [B, S, H], skip, gamma [H], beta?, bias?) and
 * {@code SkipSimplifiedLayerNormalization} (input, skip, gamma, bias?): the normalised sum, and as
 * output 3 the sum itself. Skip may lack the batch axis; the addition broadcasts it.
 */
final class LowerSkipNormalization extends Lowering {
  private static final OpId LAYER = OpId.microsoft("SkipLayerNormalization");

  /** Default in ONNX Runtime's ContribOperators.md. */
  private static final float DEFAULT_EPSILON = 1e-12f;

  LowerSkipNormalization() {
    super(LAYER, OpId.microsoft("SkipSimplifiedLayerNormalization"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    if (used(root, 1) || used(root, 2)) {
      return Decision.decline("the mean or inverse deviation output is used", root);
    }
    boolean layer = root.op().equals(LAYER);
    float epsilon = root.attributes().floatValue("epsilon", DEFAULT_EPSILON);
    GraphBuilder builder = core.builder();
    Value input = root.requiredInput(0);
    Value gamma = root.requiredInput(2);
    Value sum = builder.add(input, root.requiredInput(1));
    Value bias = root.input(layer ? 4 : 3);
    if (bias != null) {
      sum = builder.add(sum, bias);
    }
    builder.sameType(input, sum);
    Value output =
        layer
            ? core.layerNormalization(sum, gamma, root.input(3), epsilon)
            : core.rmsNormalization(sum, gamma, -1, epsilon);
    return new Outputs(root).put(0, output).put(3, sum).replace();
  }
}
