package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Linear quantization per tensor and per axis. */
final class Quantization {
  private Quantization() {}

  static void register(Kernels kernels) {
    kernels.add("QuantizeLinear", Quantization::quantize);
    kernels.add("DequantizeLinear", Quantization::dequantize);
    kernels.addMany("DynamicQuantizeLinear", Quantization::dynamicQuantize);
    kernels.addMicrosoft("QuantizeLinear", Quantization::quantize);
    kernels.addMicrosoft("DequantizeLinear", Quantization::dequantize);
    kernels.addMicrosoft("MatMulNBits", BlockQuantization::matMul);
    kernels.addMicrosoft("MatMulBnb4", CodebookQuantization::matMul);
  }

  /**
   * A scalar, a vector along the node's axis, or blocks along it, shaped to broadcast against X.
   */
  private static Array parameter(Call call, Array parameter, Array x) {
    int blockSize = call.attribute("block_size", 0);
    if (blockSize != 0) {
      return repeated(parameter, Layout.axis(call.attribute("axis", 1), x.rank()), blockSize, x);
    }
    if (parameter.count() == 1) {
      return parameter.reshaped();
    }
    int[] sizes = new int[x.rank()];
    Arrays.fill(sizes, 1);
    sizes[Layout.axis(call.attribute("axis", 1), x.rank())] = parameter.count();
    return parameter.reshaped(sizes);
  }

  /** Every element {@code times} times along {@code axis}, cut to the size of X. */
  private static Array repeated(Array parameter, int axis, int times, Array x) {
    int[] sizes = x.sizes();
    int inner = 1;
    for (int i = axis + 1; i < sizes.length; i++) {
      inner *= sizes[i];
    }
    double[] source = parameter.data();
    double[] result = new double[x.count()];
    int blocks = (sizes[axis] + times - 1) / times;
    for (int i = 0; i < result.length; i++) {
      int along = i / inner % sizes[axis];
      int outer = i / inner / sizes[axis];
      result[i] = source[(outer * blocks + along / times) * inner + i % inner];
    }
    return Array.wrap(parameter.type(), sizes, result);
  }

  private static Array shift(Call call, Array x, @Nullable Array zeroPoint, int sign) {
    return zeroPoint == null
        ? x
        : BinaryMath.zip(x, parameter(call, zeroPoint, x), (v, zero) -> v + sign * zero);
  }

  /** saturate(round(X / scale) + zero point), rounding half to even. */
  private static Array quantize(Call call) {
    Array x = call.in(0).as(DataType.DOUBLE);
    Array zeroPoint = call.optional(2);
    DataType type = DataType.ofCode(call.attribute("output_dtype", DataType.UINT8.code()));
    DataType target = zeroPoint == null ? type : zeroPoint.type();
    Array scaled =
        BinaryMath.zip(x, parameter(call, call.in(1), x), (v, scale) -> Math.rint(v / scale));
    return shift(call, scaled, zeroPoint, 1).map(v -> Elements.saturate(target, v)).as(target);
  }

  /** (X - zero point) * scale. */
  private static Array dequantize(Call call) {
    Array x = call.in(0).as(DataType.DOUBLE);
    Array shifted = shift(call, x, call.optional(2), -1);
    Array scale = parameter(call, call.in(1), x);
    return BinaryMath.zip(shifted, scale, (v, s) -> v * s).as(call.in(1).type());
  }

  /** To uint8 over the range of X widened to hold 0; outputs Y, scale, zero point. */
  private static List<Array> dynamicQuantize(Call call) {
    Array x = call.in(0);
    double low = Math.min(0, Arrays.stream(x.data()).min().orElse(0));
    double high = Math.max(0, Arrays.stream(x.data()).max().orElse(0));
    double scale = high == low ? 1 : (high - low) / 255;
    double zero = Elements.saturate(DataType.UINT8, -low / scale);
    Array y =
        x.map(v -> Elements.saturate(DataType.UINT8, Math.rint(v / scale) + zero))
            .as(DataType.UINT8);
    return List.of(y, Array.scalar(x.type(), scale), Array.scalar(DataType.UINT8, zero));
  }
}
