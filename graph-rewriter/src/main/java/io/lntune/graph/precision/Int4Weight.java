package io.lntune.graph.precision;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A weight [K, N] in the layout of {@code com.microsoft.MatMulNBits}: columns in blocks of {@value
 * #BLOCK} numbers of 4 bits with one scale each, the first number of a pair in the lower bits of a
 * byte. A block's number of largest magnitude becomes the lowest of the 16, so that all of them are
 * used; its scale is therefore negative where that number is positive.
 */
final class Int4Weight {
  static final int BITS = 4;
  static final int BLOCK = 32;
  static final int BLOCK_BYTES = BLOCK * BITS / Byte.SIZE;

  /** The 4-bit number that stands for zero. */
  private static final int ZERO = 8;

  private static final int MOST = 15;
  private static final byte ZEROS = (byte) (ZERO | ZERO << BITS);

  private final int depth;
  private final int columns;
  private final ByteBuffer values;
  private final ByteBuffer scales;
  private final float[] highest;
  private final float[] lowest;
  private final float[] extremes;
  private final float[] inverse;
  private final byte[] packed;

  /**
   * A weight to be filled.
   *
   * @param depth K
   * @param columns N
   * @param values room for [N, blocks, {@value #BLOCK_BYTES}] bytes
   * @param scales room for [N, blocks] float32 numbers, little-endian
   */
  Int4Weight(int depth, int columns, ByteBuffer values, ByteBuffer scales) {
    this.depth = depth;
    this.columns = columns;
    this.values = values;
    this.scales = scales;
    this.highest = new float[columns];
    this.lowest = new float[columns];
    this.extremes = new float[columns];
    this.inverse = new float[columns];
    this.packed = new byte[Math.multiplyExact(BLOCK_BYTES, columns)];
  }

  /** Blocks of a column of {@code depth} numbers; the last may be short. */
  static int blocks(int depth) {
    return Math.floorDiv(depth + BLOCK - 1, BLOCK);
  }

  ByteBuffer values() {
    return values.duplicate();
  }

  ByteBuffer scales() {
    return scales.duplicate();
  }

  /**
   * Quantises {@code weight}, a block of all columns at a time.
   *
   * @param weight its numbers [K, N], or [N, K] when {@code transposed}
   * @param factor what the numbers are multiplied by
   */
  void fill(FloatBuffer weight, boolean transposed, float factor) {
    float[] numbers = new float[Math.multiplyExact(BLOCK, columns)];
    for (int block = 0; block < blocks(depth); block++) {
      int count = Math.min(BLOCK, depth - block * BLOCK);
      if (transposed) {
        for (int j = 0; j < columns; j++) {
          weight.get(Math.multiplyExact(j, depth) + block * BLOCK, numbers, j * BLOCK, count);
        }
        pack(numbers, count, 1, BLOCK);
      } else {
        weight.get(
            Math.multiplyExact(block * BLOCK, columns),
            numbers,
            0,
            Math.multiplyExact(count, columns));
        pack(numbers, count, columns, 1);
      }
      for (int j = 0; j < columns; j++) {
        int index = j * blocks(depth) + block;
        scales.putFloat(index * Float.BYTES, extremes[j] / -ZERO * factor);
        values.put(index * BLOCK_BYTES, packed, j * BLOCK_BYTES, BLOCK_BYTES);
      }
    }
  }

  /**
   * Packs one block of each column.
   *
   * @param count numbers of a column
   * @param row distance of a column's numbers
   * @param column distance of the columns
   */
  private void pack(float[] numbers, int count, int row, int column) {
    Arrays.fill(highest, 0);
    Arrays.fill(lowest, 0);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < columns; j++) {
        float number = numbers[i * row + j * column];
        if (number > highest[j]) {
          highest[j] = number;
        } else if (number < lowest[j]) {
          lowest[j] = number;
        }
      }
    }
    for (int j = 0; j < columns; j++) {
      extremes[j] = highest[j] > -lowest[j] ? highest[j] : lowest[j];
      inverse[j] = extremes[j] == 0 ? 0 : -ZERO / extremes[j];
    }
    Arrays.fill(packed, ZEROS);
    for (int i = 0; i < count; i++) {
      int shift = i % 2 * BITS;
      for (int j = 0; j < columns; j++) {
        float number = numbers[i * row + j * column] * inverse[j];
        int place = j * BLOCK_BYTES + i / 2;
        int other = packed[place] & (MOST << (BITS - shift));
        packed[place] = (byte) (other | level(number) << shift);
      }
    }
  }

  /** The 4-bit number of {@code steps} from zero, -8 to 8. */
  private static int level(float steps) {
    // Rounds half up, as Math.round does, which takes longer.
    return Math.min(MOST, (int) (steps + (ZERO + 0.5f)));
  }
}
