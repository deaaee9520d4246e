package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.stream.LongStream;

/**
 * InstanceNormalization (opset 6) and GroupNormalization (opset 18 and 21): X [N, C, ...] minus the
 * mean over its group's elements, divided by their deviation, times scale plus bias. A scale of one
 * element per channel is applied to [N, C, ...], one per group (opset 18) to [N, G, elements].
 */
final class LowerMomentNormalization extends Lowering {
  private static final OpId GROUP = OpId.onnx("GroupNormalization");

  LowerMomentNormalization() {
    super(GROUP, OpId.onnx("InstanceNormalization"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    Value scale = root.requiredInput(1);
    Value bias = root.requiredInput(2);
    int rank = rank(x);
    boolean group = root.op().equals(GROUP);
    long groups = root.attributes().intValue("num_groups", 0);
    if (rank < 3 && !(group && rank == 2)) {
      return Decision.decline("the rank of the input is not known to be at least 3", root);
    }
    if (group && groups <= 0) {
      return Decision.decline("the number of groups is not given", root);
    }
    float epsilon = root.attributes().floatValue("epsilon", 1e-5f);
    if (!group) {
      Value normalised = normalise(x, LongStream.range(2, rank).toArray(), epsilon, core);
      return replaceFirst(root, affine(normalised, scale, bias, rank, core));
    }
    GraphBuilder builder = core.builder();
    Value shape = builder.shapeOf(x);
    Shape scaleShape = scale.shape();
    boolean perGroup =
        scaleShape != null
            && scaleShape.dim(0).size() == groups
            && size(x, 1) > 0
            && size(x, 1) != groups;
    Value grouped = normalise(builder.reshape(x, 0, groups, -1), new long[] {2}, epsilon, core);
    if (perGroup) {
      return replaceFirst(root, builder.reshape(affine(grouped, scale, bias, 3, core), shape));
    }
    return replaceFirst(root, affine(builder.reshape(grouped, shape), scale, bias, rank, core));
  }

  /** (x - mean) / sqrt(variance + epsilon) over the given axes. */
  static Value normalise(Value x, long[] axes, float epsilon, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value centred = builder.sub(x, builder.reduce("ReduceMean", x, true, axes));
    builder.sameType(x, centred);
    Value variance = builder.reduce("ReduceMean", builder.mul(centred, centred), true, axes);
    Value deviation =
        core.unary("Sqrt", builder.add(variance, builder.scalar(epsilon, x.elementType())));
    return builder.div(centred, deviation);
  }

  private static Value affine(Value x, Value scale, Value bias, int rank, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value scaled = builder.mul(x, perChannel(scale, rank, core));
    return builder.add(scaled, perChannel(bias, rank, core));
  }

  /** [C] as [C, 1, ...], so that it broadcasts to [N, C, ...] of the given rank. */
  static Value perChannel(Value parameter, int rank, CoreOperators core) {
    if (rank == 2) {
      return parameter;
    }
    long[] sizes = LongStream.iterate(1, size -> size).limit(rank - 1L).toArray();
    sizes[0] = -1;
    return core.builder().reshape(parameter, sizes);
  }
}
