package io.lntune.graph.precision;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Products with weights in 4 bits: {@code com.microsoft.MatMulNBits}, which makes real numbers of a
 * few blocks at a time and computes in float32. The products of the backward pass run along the
 * other axis of a weight and have numbers of their own.
 */
final class Int4Form implements ProductForm {
  private final ReducedWeights weights;
  private final WeightBytes source = new WeightBytes();
  private final ReusedMemory values = new ReusedMemory();
  private final ReusedMemory scales = new ReusedMemory();
  private final Map<String, Operands> quantized = new HashMap<>();

  Int4Form(ReducedWeights weights) {
    this.weights = weights;
  }

  @Override
  public String name() {
    return "int4";
  }

  @Override
  public Value forward(GraphBuilder builder, FrozenProduct product, @Nullable Value bias) {
    Operands operands = quantized.computeIfAbsent(product.weightKey(), key -> quantize(product));
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("K", new Attribute.IntValue(product.depth()));
    attributes.put("N", new Attribute.IntValue(product.columns()));
    attributes.put("bits", new Attribute.IntValue(Int4Weight.BITS));
    attributes.put("block_size", new Attribute.IntValue(Int4Weight.BLOCK));
    return builder.call(
        OpId.microsoft("MatMulNBits"),
        attributes,
        product.activation(),
        operands.values(),
        operands.scales(),
        null,
        null,
        bias);
  }

  @Override
  public Value backward(GraphBuilder builder, FrozenProduct product) {
    return forward(builder, product, null);
  }

  private Operands quantize(FrozenProduct product) {
    Tensor stored = product.weight();
    int depth = Math.toIntExact(product.depth());
    int columns = Math.toIntExact(product.columns());
    int blocks = Int4Weight.blocks(depth);
    int count = Math.multiplyExact(columns, blocks);
    Int4Weight weight =
        new Int4Weight(
            depth,
            columns,
            values.of(Math.multiplyExact(count, Int4Weight.BLOCK_BYTES)),
            scales.of(Math.multiplyExact(count, Float.BYTES)));
    weight.fill(source.of(stored).asFloatBuffer(), product.transposed(), product.alpha());
    String name = stored.name() + "_" + name();
    return new Operands(
        weights.add(
            name,
            DataType.UINT8,
            Shape.of(columns, blocks, Int4Weight.BLOCK_BYTES),
            weight.values()),
        weights.add(name + "_scale", DataType.FLOAT, Shape.of(count), weight.scales()));
  }

  private record Operands(Value values, Value scales) {}
}
