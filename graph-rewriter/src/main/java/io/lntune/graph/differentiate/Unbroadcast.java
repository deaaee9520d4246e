package io.lntune.graph.differentiate;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Adjoint of numpy broadcasting: sums a gradient over every axis along which its operand was
 * repeated. Axes are decided while the graph is built where the shapes tell, else at run time.
 */
final class Unbroadcast {
  private Unbroadcast() {}

  static Value reduce(GradientContext g, Value gradient, Value from, Value to) {
    Shape source = from.shape();
    Shape wanted = to.shape();
    if (source == null || wanted == null) {
      return atRunTime(g, gradient, from, to);
    }
    int lead = source.rank() - wanted.rank();
    if (lead < 0) {
      return g.reshapeLike(gradient, to);
    }
    List<Long> summed = new ArrayList<>();
    boolean anyKept = false;
    for (int i = 0; i < source.rank(); i++) {
      if (i < lead) {
        summed.add((long) i);
        continue;
      }
      Dim small = wanted.dim(i - lead);
      Dim large = source.dim(i);
      if (small.size() == 1 && large.size() != 1) {
        summed.add((long) i);
        anyKept = true;
      } else if (!small.isStatic() && !small.certainlyEquals(large) && large.size() != 1) {
        return atRunTime(g, gradient, from, to);
      }
    }
    if (summed.isEmpty()) {
      return gradient;
    }
    long[] axes = summed.stream().mapToLong(Long::longValue).toArray();
    Value sum = g.builder().reduceSum(gradient, anyKept, axes);
    if (anyKept && lead > 0) {
      sum = g.reshapeLike(sum, to);
    }
    return g.typedLike(to, sum);
  }

  private static Value atRunTime(GradientContext g, Value gradient, Value from, Value to) {
    GraphBuilder b = g.builder();
    Value source = g.shapeOf(from);
    Value wanted = g.shapeOf(to);
    Value padded = wanted;
    boolean sameRank =
        from.shape() != null && to.shape() != null && from.shape().rank() == to.shape().rank();
    if (!sameRank) {
      Value missing = b.sub(b.shapeOf(source), b.shapeOf(wanted));
      Value one = b.constantOfShape(missing, DataType.INT64, 1);
      padded = b.concat(0, one, wanted);
    }
    // Axes whose sizes differ are those that were repeated; NonZero turns the mask into indices.
    Value differs = b.call("Not", b.call("Equal", padded, source));
    Value repeated = b.reshape(b.typed(b.call("NonZero", differs), DataType.INT64), -1);
    // An extra leading axis keeps the list of axes from being empty, which would mean all of them.
    Value axes = b.concat(0, b.longs(0), b.add(repeated, b.longs(1)));
    Value sum =
        b.call(
            OpId.onnx("ReduceSum"),
            Map.of("keepdims", new Attribute.IntValue(0)),
            b.unsqueeze(gradient, 0),
            axes);
    return g.typedLike(to, b.reshape(b.like(gradient, sum), wanted));
  }
}
