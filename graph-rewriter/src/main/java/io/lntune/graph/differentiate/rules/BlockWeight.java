package io.lntune.graph.differentiate.rules;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The frozen weight of MatMulNBits as real numbers W [N, K]. It is stored as uint8 [N, blocks,
 * bytes of a block], the first element in the lowest bits of a byte, with a scale and an optional
 * zero point per block; packed zero points start a new byte in each row. Written with
 * DequantizeLinear of opset 21 in blocks, so that it runs when it is used.
 */
final class BlockWeight {
  private static final int GROUP_INDEX = 4;
  private static final int BITS_OF_BYTE = 8;

  private final GradientContext g;
  private final GraphBuilder b;
  private final long rows;
  private final long columns;
  private final int bits;
  private final long blockSize;
  private final long blocks;

  /** Reads the attributes of the node that is differentiated. */
  BlockWeight(GradientContext g) {
    this.g = g;
    this.b = g.builder();
    this.rows = g.attributes().intValue("N", 0);
    this.columns = g.attributes().intValue("K", 0);
    this.bits = (int) g.attributes().intValue("bits", 4);
    this.blockSize = g.attributes().intValue("block_size", 0);
    if (g.node().input(GROUP_INDEX) != null || (bits != 2 && bits != 4 && bits != 8)) {
      throw LntuneException.unsupported(
          "The weight has a group index or " + bits + " bits",
          g.node().describe(),
          "Quantise to 2, 4 or 8 bits without group index.");
    }
    if (rows <= 0 || columns <= 0 || blockSize <= 0) {
      throw LntuneException.badInput(
          "N, K and block_size must be positive",
          g.node().describe(),
          "The model does not follow the definition of this operator; quantise it again.");
    }
    this.blocks = Math.floorDiv(Math.addExact(columns, blockSize - 1), blockSize);
  }

  /** W [N, K]. */
  Value dequantized() {
    Value elements = unpacked(g.in(1), Math.multiplyExact(blocks, blockSize));
    Value scales = shaped(b.reshape(g.in(2), rows, blocks), blocks);
    Value zeroPoints = g.node().input(3);
    Value whole;
    if (zeroPoints != null && zeroPoints.elementType().isFloatingPoint()) {
      whole = shiftedByReals(elements, scales, shaped(b.reshape(zeroPoints, rows, blocks), blocks));
    } else {
      whole = dequantize(elements, scales, integerZeroPoints(zeroPoints));
    }
    return shaped(cut(whole, columns, Math.multiplyExact(blocks, blockSize)), columns);
  }

  private Value integerZeroPoints(@Nullable Value stored) {
    if (stored == null) {
      Value middle = b.scalar(1 << (bits - 1), DataType.UINT8);
      return b.typed(b.expand(middle, b.longs(rows, blocks)), DataType.UINT8);
    }
    long perByte = BITS_OF_BYTE / bits;
    long width = Math.multiplyExact(Math.floorDiv(blocks + perByte - 1, perByte), perByte);
    return cut(unpacked(stored, width), blocks, width);
  }

  /** (q - z) s with real zero points z: q s - z s. */
  private Value shiftedByReals(Value elements, Value scales, Value zeroPoints) {
    Value scaled = b.reshape(dequantize(elements, scales, null), rows, blocks, blockSize);
    Value shift = b.unsqueeze(b.mul(b.cast(zeroPoints, scales.elementType()), scales), -1);
    return b.reshape(b.sub(scaled, shift), rows, Math.multiplyExact(blocks, blockSize));
  }

  private Value dequantize(Value elements, Value scales, @Nullable Value zeroPoints) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("axis", new Attribute.IntValue(1));
    attributes.put("block_size", new Attribute.IntValue(blockSize));
    return b.like(
        scales, b.call(OpId.onnx("DequantizeLinear"), attributes, elements, scales, zeroPoints));
  }

  /** The elements of packed bytes: uint8 [N, width]. */
  private Value unpacked(Value packed, long width) {
    if (bits == BITS_OF_BYTE) {
      return b.reshape(packed, rows, width);
    }
    int perByte = BITS_OF_BYTE / bits;
    Value[] parts = new Value[perByte];
    Value column = b.reshape(packed, rows, width / perByte, 1);
    Value mask = b.scalar((1 << bits) - 1, DataType.UINT8);
    for (int i = 0; i < perByte; i++) {
      Value shifted = i == 0 ? column : shiftedRight(column, (long) i * bits);
      boolean highest = i == perByte - 1;
      parts[i] = highest ? shifted : b.like(packed, b.call("BitwiseAnd", shifted, mask));
    }
    return b.reshape(b.concat(2, parts), rows, width);
  }

  private Value shiftedRight(Value bytes, long places) {
    Value result =
        b.call(
            OpId.onnx("BitShift"),
            Map.of("direction", new Attribute.StringValue("RIGHT")),
            bytes,
            b.scalar((double) places, DataType.UINT8));
    return b.like(bytes, result);
  }

  /** The first {@code wanted} of {@code present} columns. */
  private Value cut(Value matrix, long wanted, long present) {
    return wanted == present
        ? matrix
        : b.like(matrix, b.call("Slice", matrix, b.longs(0), b.longs(wanted), b.longs(1)));
  }

  private Value shaped(Value matrix, long width) {
    return g.shaped(matrix, Shape.of(rows, width));
  }
}
