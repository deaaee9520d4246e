package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;

/**
 * MaxUnpool (opset 11): the elements of X are written into zeros at flat indices into the whole
 * result, which has the given output shape.
 */
final class LowerMaxUnpool extends Lowering {
  LowerMaxUnpool() {
    super(OpId.onnx("MaxUnpool"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value shape = root.input(2);
    GraphBuilder builder = core.builder();
    Value y = root.requiredOutput(0);
    if (shape == null) {
      if (y.shape() == null || !y.shape().isStatic()) {
        return Decision.decline("the output shape is not known", root);
      }
      shape = builder.longs(y.shape().sizes());
    }
    Value x = root.requiredInput(0);
    Value zeros = builder.reshape(builder.expand(builder.scalar(0, x.elementType()), shape), -1);
    Value written =
        core.node(
            "ScatterElements",
            Map.of("axis", new Attribute.IntValue(0)),
            zeros,
            builder.reshape(root.requiredInput(1), -1),
            builder.reshape(x, -1));
    return replaceFirst(root, builder.reshape(written, shape));
  }
}
