package io.lntune.graph.precision;

import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * A weight [K, N] as signed 8-bit numbers times one scale per column: symmetric, zero stays zero,
 * the largest magnitude of a column becomes 63.
 *
 * @param values int8 [K, N], in little-endian bytes outside the Java heap
 * @param shape [K, N]
 * @param scale float32 [N]
 */
record Int8Weight(ByteBuffer values, Shape shape, Tensor scale) {
  /**
   * Seven of the eight bits: processors without instructions for 8-bit products add two products of
   * an unsigned and a signed byte in 16 bits, which 2 x 255 x 63 fits and 2 x 255 x 127 does not.
   */
  private static final int LARGEST = 63;

  /** The bits of a float32 number that do not tell its sign; their order is that of magnitudes. */
  private static final int MAGNITUDE = Integer.MAX_VALUE;

  /** 1.5 times 2^23: float32 numbers from here on are whole ones. */
  private static final float INTEGERS = 3 << 22;

  // Columns that are written together while rows are read, so that a cache line is not left at
  // once.
  private static final int BLOCK = 64;

  /**
   * Quantises {@code weight}.
   *
   * @param shape of the weight: [K, N], or [N, K] when {@code transposed}
   * @param weight its float32 elements, little-endian
   * @param factor what the scales are multiplied by
   * @param bytes memory for the result, one byte per element
   */
  static Int8Weight of(
      String name,
      Shape shape,
      ByteBuffer weight,
      boolean transposed,
      float factor,
      ByteBuffer bytes) {
    int rows = Math.toIntExact(shape.dim(0).size());
    int columns = Math.toIntExact(shape.dim(1).size());
    FloatBuffer source = weight.asFloatBuffer();
    IntBuffer bits = weight.asIntBuffer();
    float[] largest =
        floats(transposed ? ofRows(bits, rows, columns) : ofColumns(bits, rows, columns));
    if (transposed) {
      transpose(source, rows, columns, largest, bytes);
    } else {
      keep(source, rows, columns, largest, bytes);
    }
    float[] scales = new float[largest.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = largest[i] / LARGEST * factor;
    }
    return new Int8Weight(
        bytes.duplicate(),
        transposed ? Shape.of(columns, rows) : shape,
        Tensor.ofFloats(name + "_scale", Shape.of(scales.length), scales));
  }

  private static int[] ofRows(IntBuffer source, int rows, int columns) {
    int[] largest = new int[rows];
    int[] row = new int[columns];
    for (int i = 0; i < rows; i++) {
      source.get(Math.multiplyExact(i, columns), row);
      int most = 0;
      for (int number : row) {
        most = Math.max(most, number & MAGNITUDE);
      }
      largest[i] = most;
    }
    return largest;
  }

  private static int[] ofColumns(IntBuffer source, int rows, int columns) {
    int[] largest = new int[columns];
    int[] row = new int[columns];
    for (int i = 0; i < rows; i++) {
      source.get(Math.multiplyExact(i, columns), row);
      for (int j = 0; j < columns; j++) {
        largest[j] = Math.max(largest[j], row[j] & MAGNITUDE);
      }
    }
    return largest;
  }

  private static float[] floats(int[] bits) {
    float[] numbers = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      numbers[i] = Float.intBitsToFloat(bits[i]);
    }
    return numbers;
  }

  private static void keep(
      FloatBuffer source, int rows, int columns, float[] largest, ByteBuffer target) {
    float[] inverse = inverse(largest);
    float[] row = new float[columns];
    byte[] quantized = new byte[columns];
    for (int i = 0; i < rows; i++) {
      source.get(Math.multiplyExact(i, columns), row);
      for (int j = 0; j < columns; j++) {
        quantized[j] = level(row[j] * inverse[j]);
      }
      target.put(Math.multiplyExact(i, columns), quantized);
    }
  }

  private static void transpose(
      FloatBuffer source, int rows, int columns, float[] largest, ByteBuffer target) {
    float[] inverse = inverse(largest);
    float[] row = new float[columns];
    byte[] block = new byte[Math.multiplyExact(columns, BLOCK)];
    for (int first = 0; first < rows; first += BLOCK) {
      int count = Math.min(BLOCK, rows - first);
      for (int i = 0; i < count; i++) {
        source.get(Math.multiplyExact(first + i, columns), row);
        float factor = inverse[first + i];
        int place = i;
        for (float number : row) {
          block[place] = level(number * factor);
          place += BLOCK;
        }
      }
      for (int j = 0; j < columns; j++) {
        target.put(Math.addExact(Math.multiplyExact(j, rows), first), block, j * BLOCK, count);
      }
    }
  }

  /** Rounds half to even: the sum has no bits for a fraction, and the lowest ones count. */
  private static byte level(float number) {
    return (byte) Float.floatToRawIntBits(number + INTEGERS);
  }

  private static float[] inverse(float[] largest) {
    float[] inverse = new float[largest.length];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = largest[i] == 0 ? 0 : LARGEST / largest[i];
    }
    return inverse;
  }
}
