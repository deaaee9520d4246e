package io.lntune.graph.precision;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Products with weights in 4 bits: {@code com.microsoft.MatMulNBits}, which makes real numbers of a
 * few blocks at a time and computes in float32. The products of the backward pass run along the
 * other axis of a weight and have numbers of their own.
 */
final class Int4Form implements ProductForm {
  @Override
  public String name() {
    return "int4";
  }

  @Override
  public Quantizer quantizer(WeightFile file) {
    return new Int4Quantizer(file);
  }

  @Override
  public Value forward(
      GraphBuilder builder, FrozenProduct product, Operands weight, @Nullable Value bias) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("K", new Attribute.IntValue(product.depth()));
    attributes.put("N", new Attribute.IntValue(product.columns()));
    attributes.put("bits", new Attribute.IntValue(Int4Weight.BITS));
    attributes.put("block_size", new Attribute.IntValue(Int4Weight.BLOCK));
    return builder.call(
        OpId.microsoft("MatMulNBits"),
        attributes,
        product.activation(),
        weight.values(),
        weight.scales(),
        null,
        null,
        bias);
  }

  @Override
  public Value backward(GraphBuilder builder, FrozenProduct product, Operands weight) {
    return forward(builder, product, weight, null);
  }
}
