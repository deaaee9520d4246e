package io.lntune.trainer.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GradientAccumulationTest {
  private final GradientAccumulation accumulation =
      new GradientAccumulation(List.of(Parameters.of("p", 0, 0)));

  private float[] mean() {
    return accumulation.mean().get(0).array().clone();
  }

  @Test
  void oneMicroBatchComesBackBitForBit() {
    float[] odd = {0.1f, -3.3333333e-20f};
    for (double weight : new double[] {1, 3, 7, 1021}) {
      accumulation.reset();
      accumulation.add(List.of(Parameters.gradient(odd)), weight);
      assertArrayEquals(odd, mean(), 0);
    }
  }

  @Test
  void weighsByTokens() {
    accumulation.add(List.of(Parameters.gradient(1, 2)), 3);
    accumulation.add(List.of(Parameters.gradient(5, 6)), 1);
    assertArrayEquals(new float[] {2, 3}, mean(), 0);
    assertEquals(4, accumulation.totalWeight());
    assertEquals(2, accumulation.microBatches());
  }

  @Test
  void equalWeightsGiveThePlainMean() {
    accumulation.add(List.of(Parameters.gradient(1, 2)));
    accumulation.add(List.of(Parameters.gradient(2, 4)));
    assertArrayEquals(new float[] {1.5f, 3}, mean(), 0);
  }

  @Test
  void aMicroBatchWithoutWeightIsLeftOut() {
    accumulation.add(List.of(Parameters.gradient(Float.NaN, 1)), 0);
    assertArrayEquals(new float[] {0, 0}, mean(), 0);
    accumulation.add(List.of(Parameters.gradient(1, 2)), 2);
    assertArrayEquals(new float[] {1, 2}, mean(), 0);
  }

  @Test
  void resetStartsAnew() {
    accumulation.add(List.of(Parameters.gradient(1, 2)));
    accumulation.reset();
    assertEquals(0, accumulation.microBatches());
    accumulation.add(List.of(Parameters.gradient(3, 4)));
    assertArrayEquals(new float[] {3, 4}, mean(), 0);
  }

  @Test
  void refusesWhatIsNotItsGradients() {
    assertThrows(IllegalArgumentException.class, () -> accumulation.add(List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> accumulation.add(List.of(Parameters.gradient(1))));
    assertThrows(
        IllegalArgumentException.class,
        () -> accumulation.add(List.of(Parameters.gradient(1, 2)), -1));
  }
}
