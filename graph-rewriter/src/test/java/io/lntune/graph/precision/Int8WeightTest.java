package io.lntune.graph.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Int8WeightTest {
  private static final int ROWS = 70;
  private static final int COLUMNS = 130;

  /** Rounding moves a number by half a step; the rest is float32's. */
  private static final double HALF_STEP = 0.5001;

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 1", "false, -2.5", "true, 0.5"})
  void everyNumberIsWithinHalfAStep(boolean transposed, float factor) {
    Random random = new Random(7);
    float[] values = new float[ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      // Columns of very different size, as weights have; one of them all zero.
      values[i] = (float) (random.nextGaussian() * Math.pow(10, i % COLUMNS % 7 - 4));
      values[i] = i % COLUMNS == 3 ? 0 : values[i];
    }
    Tensor weight = Tensor.ofFloats("w", Shape.of(ROWS, COLUMNS), values);

    Int8Weight quantized =
        Int8Weight.of(
            "q",
            weight.shape(),
            weight.bytes(),
            transposed,
            factor,
            ByteBuffer.allocateDirect(ROWS * COLUMNS));

    int outputs = transposed ? ROWS : COLUMNS;
    assertEquals(transposed ? Shape.of(COLUMNS, ROWS) : Shape.of(ROWS, COLUMNS), quantized.shape());
    ByteBuffer numbers = quantized.values();
    double[] scales = quantized.scale().toDoubles();
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        int column = transposed ? i : j;
        double number = numbers.get((transposed ? j : i) * outputs + column);
        double expected = values[i * COLUMNS + j] * (double) factor;
        assertEquals(expected, number * scales[column], HALF_STEP * Math.abs(scales[column]));
      }
    }
  }
}
