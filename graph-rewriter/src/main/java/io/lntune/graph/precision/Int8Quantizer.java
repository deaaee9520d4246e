package io.lntune.graph.precision;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Tensor;

/** Weights as {@link Int8Weight}. */
final class Int8Quantizer implements Quantizer {
  private final WeightFile file;
  private final WeightBytes source = new WeightBytes();
  private final ReusedMemory target = new ReusedMemory();

  Int8Quantizer(WeightFile file) {
    this.file = file;
  }

  @Override
  public QuantizedWeight quantize(FrozenProduct product) {
    Tensor stored = product.weight();
    String name = stored.name() + "_int8";
    Int8Weight weight =
        Int8Weight.of(
            name,
            stored.shape(),
            source.of(stored),
            product.transposed(),
            product.alpha(),
            target.of(Math.toIntExact(stored.elementCount())));
    return new QuantizedWeight(
        new Tensor(name, DataType.INT8, weight.shape(), file.append(weight.values()), null),
        weight.scale());
  }
}
