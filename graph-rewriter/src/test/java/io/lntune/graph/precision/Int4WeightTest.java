package io.lntune.graph.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Int4WeightTest {
  /** Two whole blocks and a short one of odd length. */
  private static final int DEPTH = 77;

  private static final int COLUMNS = 21;

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 1", "false, -2.5", "true, 0.5"})
  void everyNumberIsWithinAStep(boolean transposed, float factor) {
    Random random = new Random(7);
    float[] weight = new float[DEPTH * COLUMNS];
    for (int i = 0; i < weight.length; i++) {
      int column = transposed ? i / DEPTH : i % COLUMNS;
      // Columns of very different size, one of them all zero.
      weight[i] = (float) (random.nextGaussian() * Math.pow(10, column % 7 - 4));
      weight[i] = column == 3 ? 0 : weight[i];
    }
    int blocks = Int4Weight.blocks(DEPTH);
    assertEquals(3, blocks);
    Int4Weight quantized =
        new Int4Weight(
            DEPTH,
            COLUMNS,
            ByteBuffer.allocate(COLUMNS * blocks * Int4Weight.BLOCK_BYTES),
            ByteBuffer.allocate(COLUMNS * blocks * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN));
    quantized.fill(FloatBuffer.wrap(weight), transposed, factor);

    ByteBuffer values = quantized.values();
    FloatBuffer scales = quantized.scales().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int j = 0; j < COLUMNS; j++) {
      for (int i = 0; i < DEPTH; i++) {
        int block = j * blocks + i / Int4Weight.BLOCK;
        int place = i % Int4Weight.BLOCK;
        int pair = values.get(block * Int4Weight.BLOCK_BYTES + place / 2);
        int number = (place % 2 == 0 ? pair : pair >> 4) & 15;
        float expected = weight[transposed ? j * DEPTH + i : i * COLUMNS + j] * factor;
        // Half a step, and a whole one opposite to the number of largest magnitude.
        double step = Math.abs(scales.get(block)) * 1.0001;
        assertEquals(expected, (number - 8) * scales.get(block), step);
        if (number > 0 && number < 15) {
          assertEquals(expected, (number - 8) * scales.get(block), step / 2);
        }
      }
    }
  }
}
