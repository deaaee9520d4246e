package io.lntune.trainer.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GlobalNormClippingTest {
  /** Float rounding of products near 1. */
  private static final float ROUNDING = 1e-6f;

  @Test
  void scalesAllGradientsTogether() {
    FloatBuffer first = Parameters.gradient(3);
    FloatBuffer second = Parameters.gradient(0, 4);
    ClippedNorm clipped = new GlobalNormClipping(1).clip(List.of(first, second));
    assertEquals(5, clipped.norm(), ROUNDING);
    assertTrue(clipped.isClipped());
    assertArrayEquals(new float[] {0.6f}, first.array(), ROUNDING);
    assertArrayEquals(new float[] {0, 0.8f}, second.array(), ROUNDING);
  }

  @Test
  void leavesSmallGradientsExactlyAsTheyAre() {
    FloatBuffer gradient = Parameters.gradient(0.3f, 0.1f);
    ClippedNorm clipped = new GlobalNormClipping(1).clip(List.of(gradient));
    assertEquals(1, clipped.coefficient());
    assertFalse(clipped.isClipped());
    assertArrayEquals(new float[] {0.3f, 0.1f}, gradient.array(), 0);
  }

  @Test
  void sumsWithoutOverflow() {
    FloatBuffer gradient = Parameters.gradient(1e30f, 1e30f);
    assertEquals(Math.sqrt(2) * 1e30, GlobalNormClipping.norm(List.of(gradient)), 1e24);
  }

  @Test
  void reportsWhatIsNotANumber() {
    FloatBuffer gradient = Parameters.gradient(Float.NaN, 7);
    ClippedNorm clipped = new GlobalNormClipping(1).clip(List.of(gradient));
    assertFalse(clipped.isFinite());
    assertEquals(7, gradient.get(1));
    FloatBuffer infinite = Parameters.gradient(Float.POSITIVE_INFINITY);
    assertFalse(new GlobalNormClipping(1).clip(List.of(infinite)).isFinite());
  }

  @Test
  void refusesALimitThatIsNotPositive() {
    assertThrows(LntuneException.class, () -> new GlobalNormClipping(0));
    assertThrows(LntuneException.class, () -> new GlobalNormClipping(Double.NaN));
  }
}
