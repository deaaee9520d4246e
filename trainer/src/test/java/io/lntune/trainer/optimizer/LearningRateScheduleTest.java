package io.lntune.trainer.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lntune.graph.LntuneException;
import org.junit.jupiter.api.Test;

final class LearningRateScheduleTest {
  /** Rounding of a few operations in double. */
  private static final double ROUNDING = 1e-15;

  @Test
  void constantRisesThenStays() {
    LearningRateSchedule schedule = new ConstantSchedule(0.5, 4);
    assertEquals(0, schedule.at(0));
    assertEquals(0.375, schedule.at(3), ROUNDING);
    assertEquals(0.5, schedule.at(4));
    assertEquals(0.5, schedule.at(1_000_000_000_000L));
    assertEquals(0.5, new ConstantSchedule(0.5, 0).at(0));
  }

  @Test
  void linearFallsToZeroAndStaysThere() {
    LearningRateSchedule schedule = new LinearSchedule(1, 2, 6);
    assertEquals(0.5, schedule.at(1), ROUNDING);
    assertEquals(1, schedule.at(2));
    assertEquals(0.25, schedule.at(5), ROUNDING);
    assertEquals(0, schedule.at(6));
    assertEquals(0, schedule.at(7));
  }

  @Test
  void cosineFallsSlowlyAtBothEnds() {
    LearningRateSchedule schedule = new CosineSchedule(2, 0, 4);
    assertEquals(2, schedule.at(0));
    assertEquals(1 + Math.sqrt(0.5), schedule.at(1), ROUNDING);
    assertEquals(1, schedule.at(2), ROUNDING);
    assertEquals(0, schedule.at(4), ROUNDING);
    assertEquals(2, new CosineSchedule(2, 0, 4, 1).at(4), ROUNDING);
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThrows(LntuneException.class, () -> new ConstantSchedule(-1, 0));
    assertThrows(LntuneException.class, () -> new ConstantSchedule(Double.NaN, 0));
    assertThrows(LntuneException.class, () -> new ConstantSchedule(1, -1));
    assertThrows(LntuneException.class, () -> new LinearSchedule(1, 5, 4));
    assertThrows(LntuneException.class, () -> new LinearSchedule(1, 0, 0));
    assertThrows(LntuneException.class, () -> new CosineSchedule(1, 0, 4, 0));
  }
}
