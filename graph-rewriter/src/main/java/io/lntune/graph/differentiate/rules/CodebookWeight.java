package io.lntune.graph.differentiate.rules;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;

/**
 * The frozen weight of MatMulBnb4 as real numbers W [N, K]. Its elements, row by row, are stored as
 * 4-bit numbers of entries of a table of sixteen, two in a byte of uint8 [(N K + 1) / 2], the first
 * in the high bits; every block of them has a largest magnitude that the entries are multiplied by.
 * The tables are those of Dettmers et al. 2023 (arXiv:2305.14314) as ONNX Runtime spells them.
 */
final class CodebookWeight {
  private static final float[] FLOAT_4 = {
    0, 5.2083335e-3f, 0.6666667f, 1, 0.33333334f, 0.5f, 0.16666667f, 0.25f,
    0, -5.2083335e-3f, -0.6666667f, -1, -0.33333334f, -0.5f, -0.16666667f, -0.25f
  };
  private static final float[] NORMAL_4 = {
    -1,
    -0.6961928f,
    -0.52507305f,
    -0.3949175f,
    -0.28444138f,
    -0.18477343f,
    -0.091050036f,
    0,
    0.0795803f,
    0.1609302f,
    0.2461123f,
    0.33791524f,
    0.44070983f,
    0.562617f,
    0.72295684f,
    1
  };
  private static final int BITS = 4;

  private final GradientContext g;
  private final GraphBuilder b;
  private final long rows;
  private final long columns;
  private final long blockSize;

  /** Reads the attributes of the node that is differentiated. */
  CodebookWeight(GradientContext g) {
    this.g = g;
    this.b = g.builder();
    this.rows = g.attributes().intValue("N", 0);
    this.columns = g.attributes().intValue("K", 0);
    this.blockSize = g.attributes().intValue("block_size", 0);
    if (rows <= 0 || columns <= 0 || blockSize <= 0) {
      throw LntuneException.badInput(
          "N, K and block_size must be positive",
          g.node().describe(),
          "The model does not follow the definition of this operator; quantise it again.");
    }
    if (g.attributes().intValue("transB", 1) != 1) {
      throw LntuneException.unsupported(
          "The weight is stored as [K, N]",
          g.node().describe(),
          "Quantise with the weight transposed, which is what ONNX Runtime's quantiser does.");
    }
  }

  /** W [N, K]. */
  Value dequantized() {
    long count = Math.multiplyExact(rows, columns);
    long blocks = Math.floorDiv(Math.addExact(count, blockSize - 1), blockSize);
    Value entries =
        b.typed(b.call("Gather", table(), b.cast(indices(count), DataType.INT32)), DataType.FLOAT);
    Value largest = b.cast(b.reshape(g.in(2), blocks, 1), DataType.FLOAT);
    Value whole;
    if (count == Math.multiplyExact(blocks, blockSize)) {
      whole = b.mul(b.reshape(entries, blocks, blockSize), largest);
    } else {
      // The last block is short: its magnitude is repeated only as often as it has elements.
      Value spread = b.expand(largest, b.longs(blocks, blockSize));
      whole = b.mul(entries, cut(b.reshape(spread, -1), count));
    }
    return g.shaped(b.reshape(whole, rows, columns), Shape.of(rows, columns));
  }

  private Value table() {
    boolean normal = g.attributes().intValue("quant_type", 1) == 1;
    return b.constant(
        Tensor.ofFloats("codebook", Shape.of(1L << BITS), normal ? NORMAL_4 : FLOAT_4));
  }

  /** The stored numbers, uint8 [count]. */
  private Value indices(long count) {
    long bytes = Math.floorDiv(count + 1, 2);
    Value packed = b.reshape(g.in(1), bytes, 1);
    Value high =
        b.like(
            packed,
            b.call(
                OpId.onnx("BitShift"),
                Map.of("direction", new Attribute.StringValue("RIGHT")),
                packed,
                b.scalar(BITS, DataType.UINT8)));
    Value mask = b.scalar((1 << BITS) - 1, DataType.UINT8);
    Value low = b.like(packed, b.call("BitwiseAnd", packed, mask));
    Value all = b.reshape(b.concat(1, high, low), -1);
    return count == 2 * bytes ? all : cut(all, count);
  }

  private Value cut(Value vector, long length) {
    return b.like(vector, b.call("Slice", vector, b.longs(0), b.longs(length), b.longs(0)));
  }
}
