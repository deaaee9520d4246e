package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;

/**
 * Compress (opset 11): the slices along an axis, or the elements of the flat tensor, where a
 * condition [k] holds. Gather at the positions of its true elements.
 */
final class LowerCompress extends Lowering {
  LowerCompress() {
    super(OpId.onnx("Compress"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Attribute axis = root.attributes().get("axis");
    Value x = root.requiredInput(0);
    Value rows = axis == null ? builder.reshape(x, -1) : x;
    Value found = builder.call("NonZero", root.requiredInput(1));
    Value indices = builder.reshape(builder.typed(found, DataType.INT64), -1);
    return replaceFirst(root, core.gather(rows, indices, root.attributes().intValue("axis", 0)));
  }
}
