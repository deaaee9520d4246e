package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;

/**
 * MeanVarianceNormalization (opset 13) and LpNormalization (opset 22): no parameters, only
 * statistics over axes. A vector of norm 0 stays 0.
 */
final class LowerVectorNormalization extends Lowering {
  private static final OpId MOMENTS = OpId.onnx("MeanVarianceNormalization");

  /** Added to the deviation by the operator's function body. */
  private static final double MOMENTS_EPSILON = 1e-9;

  LowerVectorNormalization() {
    super(MOMENTS, OpId.onnx("LpNormalization"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    if (root.op().equals(MOMENTS)) {
      List<Long> axes = root.attributes().ints("axes", List.of(0L, 2L, 3L));
      return replaceFirst(
          root, moments(x, axes.stream().mapToLong(Long::longValue).toArray(), core));
    }
    GraphBuilder builder = core.builder();
    long axis = root.attributes().intValue("axis", -1);
    boolean absolute = root.attributes().intValue("p", 2) == 1;
    Value summed =
        builder.reduceSum(absolute ? core.unary("Abs", x) : builder.mul(x, x), true, axis);
    Value empty = core.logical("Equal", summed, builder.scalar(0, x.elementType()));
    // Divided by 1 before the root: neither value nor gradient of a zero vector is 0 / 0.
    Value safe = builder.where(empty, builder.scalar(1, x.elementType()), summed);
    Value quotient = builder.div(x, absolute ? safe : core.unary("Sqrt", safe));
    return replaceFirst(root, builder.sameType(x, quotient));
  }

  private static Value moments(Value x, long[] axes, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value centred = builder.sub(x, builder.reduce("ReduceMean", x, true, axes));
    Value variance = builder.reduce("ReduceMean", builder.mul(centred, centred), true, axes);
    Value epsilon = builder.scalar(MOMENTS_EPSILON, x.elementType());
    Value deviation = builder.add(core.unary("Sqrt", variance), epsilon);
    return builder.sameType(x, builder.div(centred, deviation));
  }
}
