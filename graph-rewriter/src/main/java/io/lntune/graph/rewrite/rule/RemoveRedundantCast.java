package io.lntune.graph.rewrite.rule;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RewriteRule;
import java.util.Set;

/**
 * {@code Cast(x) -> x} when x is known to have the target type already; declines when the type of x
 * is unknown. ONNX {@code Cast}, opset 21.
 */
public final class RemoveRedundantCast implements RewriteRule {
  @Override
  public String name() {
    return "RemoveRedundantCast";
  }

  @Override
  public Set<OpId> roots() {
    return Set.of(OpId.onnx("Cast"));
  }

  @Override
  public Decision apply(Node root, GraphBuilder builder) {
    Value source = root.requiredInput(0);
    DataType present = source.elementType();
    if (present == DataType.UNDEFINED) {
      return Decision.decline("the type of '" + source.name() + "' is unknown", root);
    }
    if (present.code() != root.attributes().intValue("to", 0)) {
      return Decision.decline("the cast changes the type", root);
    }
    return Decision.replace(root.requiredOutput(0), source);
  }
}
