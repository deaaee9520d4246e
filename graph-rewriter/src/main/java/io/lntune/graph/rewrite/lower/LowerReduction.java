package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ReduceL1, ReduceL2, ReduceSumSquare, ReduceLogSum and ReduceLogSumExp (opset 18) as ReduceSum of
 * an element-wise function; axes and {@code keepdims} are passed on as they are.
 */
final class LowerReduction extends Lowering {
  LowerReduction() {
    super(
        OpId.onnx("ReduceL1"),
        OpId.onnx("ReduceL2"),
        OpId.onnx("ReduceSumSquare"),
        OpId.onnx("ReduceLogSum"),
        OpId.onnx("ReduceLogSumExp"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    if (!x.elementType().isFloatingPoint()) {
      return Decision.decline("integers have no gradient", root);
    }
    if (root.input(1) == null && root.attributes().intValue("noop_with_empty_axes", 0) != 0) {
      return Decision.decline("no axis is reduced", root);
    }
    GraphBuilder builder = core.builder();
    Value result =
        switch (root.op().type()) {
          case "ReduceL1" -> reduce(root, core, "ReduceSum", core.unary("Abs", x));
          case "ReduceL2" -> core.unary("Sqrt", reduce(root, core, "ReduceSum", builder.mul(x, x)));
          case "ReduceSumSquare" -> reduce(root, core, "ReduceSum", builder.mul(x, x));
          case "ReduceLogSum" -> core.unary("Log", reduce(root, core, "ReduceSum", x));
          default -> logSumExp(root, core, x);
        };
    return replaceFirst(root, result);
  }

  /** log(sum(exp(x - m))) + m with the greatest element m, so that nothing overflows. */
  private static Value logSumExp(Node root, CoreOperators core, Value x) {
    GraphBuilder builder = core.builder();
    Value shift = finite(reduce(core, "ReduceMax", x, root.input(1), 1), core);
    Value sum = reduce(root, core, "ReduceSum", core.unary("Exp", builder.sub(x, shift)));
    Value greatest = finite(reduce(root, core, "ReduceMax", x), core);
    return builder.add(core.unary("Log", sum), greatest);
  }

  /** Infinities replaced by 0: their difference would not be a number. */
  private static Value finite(Value x, CoreOperators core) {
    return core.builder()
        .where(core.logical("IsInf", x), core.builder().scalar(0, x.elementType()), x);
  }

  private static Value reduce(Node root, CoreOperators core, String onnxType, Value x) {
    return reduce(core, onnxType, x, root.input(1), root.attributes().intValue("keepdims", 1));
  }

  private static Value reduce(
      CoreOperators core, String onnxType, Value x, @Nullable Value axes, long keepDims) {
    return core.node(onnxType, Map.of("keepdims", new Attribute.IntValue(keepDims)), x, axes);
  }
}
