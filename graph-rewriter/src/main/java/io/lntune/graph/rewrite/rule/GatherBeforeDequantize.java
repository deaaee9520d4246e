package io.lntune.graph.rewrite.rule;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RewriteRule;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code Gather(DequantizeLinear(table), i) -> DequantizeLinear(Gather(table, i))}, the same for
 * {@code Cast}: only the rows that are looked up become float32, not the whole table of embeddings.
 * Declines when the table is no initializer or has more than one scale.
 */
public final class GatherBeforeDequantize implements RewriteRule {
  @Override
  public String name() {
    return "GatherBeforeDequantize";
  }

  @Override
  public Set<OpId> roots() {
    return Set.of(OpId.onnx("Gather"));
  }

  @Override
  public Decision apply(Node root, GraphBuilder builder) {
    Value real = root.requiredInput(0);
    Node conversion = real.producer();
    if (conversion == null || !(conversion.is("DequantizeLinear") || conversion.is("Cast"))) {
      return Decision.decline("the table is not converted", root);
    }
    Value table = conversion.requiredInput(0);
    if (table.initializer() == null) {
      return Decision.decline("the table is not stored", root);
    }
    if (!isScalar(conversion.input(1)) || !isScalar(conversion.input(2))) {
      return Decision.decline("the table has more than one scale", root);
    }
    Map<String, Attribute> attributes = root.attributes().copy();
    Value rows = builder.call(root.op(), attributes, table, root.requiredInput(1));
    builder.like(table, rows);
    Map<String, Attribute> conversionAttributes = conversion.attributes().copy();
    conversionAttributes.remove("axis");
    Value result =
        builder.call(
            conversion.op(), conversionAttributes, rows, conversion.input(1), conversion.input(2));
    return Decision.replace(root.requiredOutput(0), builder.like(real, result));
  }

  private static boolean isScalar(@Nullable Value value) {
    return value == null || (value.shape() != null && value.shape().rank() == 0);
  }
}
