package io.lntune.graph.precision;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;

/** Weights as {@link Int4Weight}. */
final class Int4Quantizer implements Quantizer {
  private final WeightFile file;
  private final WeightBytes source = new WeightBytes();
  private final ReusedMemory values = new ReusedMemory();
  private final ReusedMemory scales = new ReusedMemory();

  Int4Quantizer(WeightFile file) {
    this.file = file;
  }

  @Override
  public QuantizedWeight quantize(FrozenProduct product) {
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
    String name = stored.name() + "_int4";
    Shape shape = Shape.of(columns, blocks, Int4Weight.BLOCK_BYTES);
    return new QuantizedWeight(
        new Tensor(name, DataType.UINT8, shape, file.append(weight.values()), null),
        new Tensor(
            name + "_scale", DataType.FLOAT, Shape.of(count), file.append(weight.scales()), null));
  }
}
