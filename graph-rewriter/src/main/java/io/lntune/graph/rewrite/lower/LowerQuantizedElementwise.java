package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The {@code com.microsoft} QLinear operators that compute on real numbers and quantise the result:
 * dequantise, the operator itself, quantise.
 */
final class LowerQuantizedElementwise extends Lowering {
  private static final String PREFIX = "QLinear";

  LowerQuantizedElementwise() {
    super(
        OpId.microsoft("QLinearAdd"),
        OpId.microsoft("QLinearMul"),
        OpId.microsoft("QLinearSigmoid"),
        OpId.microsoft("QLinearLeakyRelu"),
        OpId.microsoft("QLinearSoftmax"),
        OpId.microsoft("QLinearAveragePool"),
        OpId.microsoft("QLinearGlobalAveragePool"),
        OpId.microsoft("QLinearConcat"),
        OpId.microsoft("QLinearReduceMean"),
        OpId.microsoft("QLinearWhere"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    if (root.attributes().intValue("channels_last", 0) != 0) {
      return Decision.decline("the channels are last", root);
    }
    String type = root.op().type().substring(PREFIX.length());
    Map<String, Attribute> attributes = root.attributes().copy();
    attributes.remove("channels_last");
    attributes.remove("opset");
    if (type.equals("Concat")) {
      return replaceFirst(
          root, Quantization.quantize(core, root, concat(root, core, attributes), 0));
    }
    if (type.equals("Where")) {
      // (condition, x, its scale, its zero point, y, its scale, its zero point, scale, zero point)
      Value x = Quantization.dequantize(core, root, 1);
      Value y = Quantization.dequantize(core, root, 4);
      Value chosen = core.builder().like(x, core.builder().where(root.requiredInput(0), x, y));
      return replaceFirst(root, Quantization.quantize(core, root, chosen, 7));
    }
    boolean pair = type.equals("Add") || type.equals("Mul");
    Value a = Quantization.dequantize(core, root, 0);
    Value result =
        pair
            ? core.node(type, attributes, a, Quantization.dequantize(core, root, 3))
            : type.equals("ReduceMean")
                ? mean(attributes, a, core)
                : core.node(type, attributes, a);
    return replaceFirst(root, Quantization.quantize(core, root, result, pair ? 6 : 3));
  }

  /** The axes are an attribute, as before opset 18. */
  private static Value mean(Map<String, Attribute> attributes, Value a, CoreOperators core) {
    Attribute axes = attributes.remove("axes");
    Value moved =
        axes instanceof Attribute.Ints ints
            ? core.builder().longs(ints.values().stream().mapToLong(Long::longValue).toArray())
            : null;
    return core.node("ReduceMean", attributes, a, moved);
  }

  private static Value concat(Node root, CoreOperators core, Map<String, Attribute> attributes) {
    List<Value> parts = new ArrayList<>();
    for (int i = 2; i + 1 < root.inputs().size(); i += 3) {
      parts.add(Quantization.dequantize(core, root, i));
    }
    Value[] others = parts.subList(1, parts.size()).toArray(new Value[0]);
    return core.node("Concat", attributes, parts.get(0), others);
  }
}
