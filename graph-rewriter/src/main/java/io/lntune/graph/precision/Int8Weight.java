package io.lntune.graph.precision;

import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

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
    float[] largest = transposed ? ofRows(source, rows, columns) : ofColumns(source, rows, columns);
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

  private static float[] ofRows(FloatBuffer source, int rows, int columns) {
    float[] largest = new float[rows];
    float[] row = new float[columns];
    for (int i = 0; i < rows; i++) {
      source.get(Math.multiplyExact(i, columns), row);
      float most = 0;
      for (float value : row) {
        float magnitude = Math.abs(value);
        // Math.max, which orders NaN and the zeros as well, takes several times as long.
        most = magnitude > most ? magnitude : most;
      }
      largest[i] = most;
    }
    return largest;
  }

  private static float[] ofColumns(FloatBuffer source, int rows, int columns) {
    float[] largest = new float[columns];
    float[] row = new float[columns];
    for (int i = 0; i < rows; i++) {
      source.get(Math.multiplyExact(i, columns), row);
      for (int j = 0; j < columns; j++) {
        float magnitude = Math.abs(row[j]);
        if (magnitude > largest[j]) {
          largest[j] = magnitude;
        }
      }
    }
    return largest;
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
    byte[][] block = new byte[columns][BLOCK];
    for (int first = 0; first < rows; first += BLOCK) {
      int count = Math.min(BLOCK, rows - first);
      for (int i = 0; i < count; i++) {
        source.get(Math.multiplyExact(first + i, columns), row);
        for (int j = 0; j < columns; j++) {
          block[j][i] = level(row[j] * inverse[first + i]);
        }
      }
      for (int j = 0; j < columns; j++) {
        target.put(Math.addExact(Math.multiplyExact(j, rows), first), block[j], 0, count);
      }
    }
  }

  /** Rounds half up, as Math.round does, which takes longer. */
  private static byte level(float number) {
    return (byte) ((int) (number + (LARGEST + 1.5f)) - (LARGEST + 1));
  }

  private static float[] inverse(float[] largest) {
    float[] inverse = new float[largest.length];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = largest[i] == 0 ? 0 : LARGEST / largest[i];
    }
    return inverse;
  }
}
