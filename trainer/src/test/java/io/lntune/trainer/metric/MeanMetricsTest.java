package io.lntune.trainer.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.trainer.data.NamedArray;
import org.junit.jupiter.api.Test;

final class MeanMetricsTest {
  /** Rounding of a few operations in double. */
  private static final double ROUNDING = 1e-12;

  @Test
  void runningMeanWeighs() {
    RunningMean mean = new RunningMean();
    assertTrue(Double.isNaN(mean.mean()));
    mean.add(1, 3);
    mean.add(5);
    mean.add(Double.NaN, 0);
    assertEquals(2, mean.mean());
    assertEquals(4, mean.weight());
    assertThrows(IllegalArgumentException.class, () -> mean.add(1, -1));
    mean.reset();
    mean.add(7);
    assertEquals(7, mean.mean());
  }

  @Test
  void perplexityOfAnEvenGuessIsTheNumberOfClasses() {
    assertEquals(50, Perplexity.of(Math.log(50)), 50 * ROUNDING);
    assertEquals(1, Perplexity.of(0));
  }

  @Test
  void meanAbsoluteErrorCountsElements() {
    MeanAbsoluteError error = new MeanAbsoluteError();
    error.update(floats(1, 2), floats(2, 4));
    error.update(floats(-1), floats(2));
    assertEquals(2, error.value(), ROUNDING);
    NamedArray column = NamedArray.ofFloats("y", new float[] {1, 2}, 2, 1);
    error.reset();
    error.update(column, floats(1, 2));
    assertEquals(0, error.value());
    assertThrows(LntuneException.class, () -> error.update(floats(1, 2), floats(1)));
  }

  @Test
  void labelsAreCountedAsTheLossSeesThem() {
    NamedArray labels = NamedArray.ofLongs("y", new long[] {1, -100, 3, 4, 5, -100}, 2, 3);
    assertEquals(4, LabelCount.of(labels, -100, LabelAlignment.SAME_POSITION));
    assertEquals(2, LabelCount.of(labels, -100, LabelAlignment.NEXT_POSITION));
  }

  private static NamedArray floats(float... values) {
    return NamedArray.ofFloats("x", values, values.length);
  }
}
