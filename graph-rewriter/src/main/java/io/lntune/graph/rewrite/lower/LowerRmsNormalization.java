package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.stream.LongStream;

/**
 * RMSNormalization of opset 23 and the {@code com.microsoft} spelling of
 * SimplifiedLayerNormalization become SimplifiedLayerNormalization of the standard domain. A scale
 * that does not span exactly the normalised axes is multiplied by a node of its own.
 */
final class LowerRmsNormalization extends Lowering {
  private static final float DEFAULT_EPSILON = 1e-5f;

  LowerRmsNormalization() {
    super(OpId.onnx("RMSNormalization"), OpId.microsoft("SimplifiedLayerNormalization"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    if (used(root, 1)) {
      return Decision.decline("the inverse deviation output is used", root);
    }
    Value x = root.requiredInput(0);
    Value scale = root.requiredInput(1);
    long axis = root.attributes().intValue("axis", -1);
    float epsilon = root.attributes().floatValue("epsilon", DEFAULT_EPSILON);
    if (spansNormalisedAxes(x, scale, axis)) {
      return replaceFirst(root, core.rmsNormalization(x, scale, axis, epsilon));
    }
    int rank = rank(x);
    if (rank < 0) {
      return Decision.decline("the rank of the input is not known", root);
    }
    long first = axis < 0 ? axis + rank : axis;
    Value normalised = normalise(x, LongStream.range(first, rank).toArray(), epsilon, core);
    GraphBuilder builder = core.builder();
    Value typed = builder.cast(normalised, scale.elementType());
    return replaceFirst(root, builder.mul(typed, scale));
  }

  /** Computed in float32, like {@code stash_type} 1. */
  private static Value normalise(Value x, long[] axes, float epsilon, CoreOperators core) {
    GraphBuilder builder = core.builder();
    DataType stash = x.elementType() == DataType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
    Value wide = builder.cast(x, stash);
    Value mean = builder.reduce("ReduceMean", builder.mul(wide, wide), true, axes);
    Value deviation = core.unary("Sqrt", builder.add(mean, builder.scalar(epsilon, stash)));
    return builder.cast(builder.div(wide, deviation), x.elementType());
  }

  private static boolean spansNormalisedAxes(Value x, Value scale, long axis) {
    int rank = rank(x);
    int normalised = axis < 0 ? (int) -axis : rank < 0 ? -1 : rank - (int) axis;
    if (x.elementType() != scale.elementType() || rank(scale) != normalised) {
      return false;
    }
    for (int i = -1; i >= -normalised; i--) {
      if (size(scale, i) == 1 && size(x, i) != 1) {
        return false;
      }
    }
    return true;
  }
}
