package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;

/**
 * {@code com.microsoft} GroupNorm (X, gamma, beta) and SkipGroupNorm (X, gamma, beta, skip, bias?)
 * of X [N, H, W, C]: groups of neighbouring channels, optionally followed by x * sigmoid(x). Output
 * 1 of SkipGroupNorm is the sum X + skip + bias.
 */
final class LowerImageGroupNorm extends Lowering {
  private static final float DEFAULT_EPSILON = 1e-5f;
  private static final long[] GROUP_AXES = {1, 3};

  LowerImageGroupNorm() {
    super(OpId.microsoft("GroupNorm"), OpId.microsoft("SkipGroupNorm"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    long channels = size(x, -1);
    long groups = root.attributes().intValue("groups", 0);
    if (rank(x) != 4 || channels <= 0 || groups <= 0) {
      return Decision.decline("the input is not [N, H, W, C] with a known C", root);
    }
    if (root.attributes().intValue("channels_last", 1) == 0) {
      return Decision.decline("the channels are not last", root);
    }
    GraphBuilder builder = core.builder();
    Value skip = root.input(3);
    Value sum = x;
    if (skip != null) {
      sum = builder.add(sum, rank(skip) == 2 ? builder.unsqueeze(skip, 1, 2) : skip);
    }
    Value bias = root.input(4);
    if (bias != null) {
      sum = builder.add(sum, bias);
    }
    builder.sameType(x, sum);
    float epsilon = root.attributes().floatValue("epsilon", DEFAULT_EPSILON);
    Value gamma = root.requiredInput(1);
    Value grouped =
        builder.cast(builder.reshape(sum, 0, -1, groups, channels / groups), gamma.elementType());
    Value normalised =
        builder.reshape(
            LowerMomentNormalization.normalise(grouped, GROUP_AXES, epsilon, core),
            builder.shapeOf(x));
    Value affine = builder.add(builder.mul(normalised, gamma), root.requiredInput(2));
    boolean swish = root.attributes().intValue("activation", 0) != 0;
    Value result = builder.cast(swish ? core.swish(affine, 1) : affine, x.elementType());
    return new Outputs(root).put(0, result).put(1, sum).replace();
  }
}
