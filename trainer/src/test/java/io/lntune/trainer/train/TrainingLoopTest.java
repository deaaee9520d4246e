package io.lntune.trainer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.trainer.data.BatchLimits;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.engine.UpdateRule;
import io.lntune.trainer.optimizer.SgdSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainingLoopTest {
  private static final int STEPS = 8;
  private static final int FALL_STEPS = 40;

  /**
   * Two halves are added up in another order than the whole: float32 noise of the gradients, times
   * the rate.
   */
  private static final float SAME_MEAN = 1e-5f;

  private final Digits digits = new Digits();

  private static double mean(List<Double> losses, int from) {
    return losses.subList(from, from + 4).stream().mapToDouble(Double::doubleValue).sum() / 4;
  }

  @Test
  void theLossFalls() {
    List<Double> losses = digits.train(Digits.settings(FALL_STEPS, 32, 1, 1)).losses();
    assertEquals(FALL_STEPS, losses.size());
    assertTrue(mean(losses, FALL_STEPS - 4) < 0.7 * mean(losses, 0), losses.toString());
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherDoesNot() {
    Digits.Outcome first = digits.train(Digits.settings(STEPS, 32, 1, 1));
    Digits.Outcome second = digits.train(Digits.settings(STEPS, 32, 1, 1));
    assertEquals(first.losses(), second.losses());
    assertEquals(first.values(), second.values());
    assertNotEquals(first.values(), digits.train(Digits.settings(STEPS, 32, 1, 2)).values());
  }

  @Test
  void accumulatedBatchesAreOneLargeBatch() {
    Digits.Outcome whole =
        digits.train(Digits.settings(STEPS, 32, 1, 1, 0, SgdSettings.DEFAULT.withMomentum(0.9)));
    Digits.Outcome halves =
        digits.train(Digits.settings(STEPS, 16, 2, 1, 0, SgdSettings.DEFAULT.withMomentum(0.9)));
    assertEquals(whole.values().size(), halves.values().size());
    for (int i = 0; i < whole.values().size(); i++) {
      assertEquals(whole.values().get(i), halves.values().get(i), SAME_MEAN);
    }
    for (int i = 0; i < STEPS; i++) {
      assertEquals(whole.losses().get(i), halves.losses().get(i), SAME_MEAN);
      assertEquals(whole.states().get(i).examples(), halves.states().get(i).examples());
    }
  }

  @Test
  void clippingBoundsTheUpdateAndReportsTheNormBefore() {
    double limit = 1e-3;
    Digits.Outcome free = digits.train(Digits.settings(1, 32, 1, 1, 0, SgdSettings.DEFAULT));
    Digits.Outcome clipped = digits.train(Digits.settings(1, 32, 1, 1, limit, SgdSettings.DEFAULT));
    double norm = free.states().get(0).gradientNorm();
    double rate = free.states().get(0).learningRate();
    assertTrue(norm > limit, "norm " + norm);
    assertEquals(norm, clipped.states().get(0).gradientNorm());
    assertEquals(rate * norm, distanceFromBase(free), relative(rate * norm));
    assertEquals(rate * limit, distanceFromBase(clipped), relative(rate * limit));
  }

  /** Values near 1 are stored in steps of 1e-7, one part in a thousand of these small updates. */
  private static double relative(double expected) {
    return 0.1 * expected;
  }

  private double distanceFromBase(Digits.Outcome outcome) {
    double sum = 0;
    try (TrainingEngine engine = digits.engine()) {
      List<Float> base = Digits.values(engine);
      for (int i = 0; i < base.size(); i++) {
        double moved = outcome.values().get(i) - base.get(i);
        sum += moved * moved;
      }
    }
    return Math.sqrt(sum);
  }

  @Test
  void epochsAreCountedInUpdates() {
    TrainingSettings twoEpochs =
        new TrainingSettings(
            TrainingLength.ofEpochs(2),
            new BatchLimits(64, 0, true),
            3,
            new RateSettings(1e-3, ScheduleKind.LINEAR, 0, -1),
            new UpdateRule(SgdSettings.DEFAULT, 1),
            1,
            100);
    try (TrainingEngine engine = digits.engine();
        Dataset data = digits.trainingData()) {
      TrainingLoop loop =
          new TrainingLoop(engine, digits.plan(), data, twoEpochs, MicroBatches.whole(), List.of());
      assertEquals(6, loop.totalSteps());
    }
    List<TrainingState> states = digits.train(twoEpochs).states();
    assertEquals(
        List.of(1L, 2L, 3L, 4L, 5L, 6L), states.stream().map(TrainingState::step).toList());
    assertEquals(
        List.of(0L, 0L, 0L, 1L, 1L, 1L), states.stream().map(TrainingState::epoch).toList());
    assertEquals(
        List.of(192L, 384L, 500L, 692L, 884L, 1000L),
        states.stream().map(TrainingState::examples).toList());
  }
}
