package io.lntune.trainer.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.trainer.data.NamedArray;
import org.junit.jupiter.api.Test;

final class AccuracyTest {
  private static NamedArray scores(float[] values, long... sizes) {
    return NamedArray.ofFloats("logits", values, sizes);
  }

  private static NamedArray labels(long[] values, long... sizes) {
    return NamedArray.ofLongs("labels", values, sizes);
  }

  @Test
  void countsTheLargestScoreOverAllBatches() {
    Accuracy accuracy = new Accuracy(-100, LabelAlignment.SAME_POSITION);
    assertTrue(Double.isNaN(accuracy.value()));
    accuracy.update(scores(new float[] {-1, -2, -3, 0, 5, 1}, 2, 3), labels(new long[] {0, 2}, 2));
    assertEquals(0.5, accuracy.value());
    accuracy.update(scores(new float[] {1, 2, 3}, 1, 3), labels(new long[] {2}, 1));
    assertEquals(2.0 / 3, accuracy.value());
    accuracy.reset();
    assertTrue(Double.isNaN(accuracy.value()));
  }

  @Test
  void leavesOutIgnoredLabelsAndTakesTheFirstOfEqualScores() {
    Accuracy accuracy = new Accuracy(-100, LabelAlignment.SAME_POSITION);
    accuracy.update(
        scores(new float[] {1, 1, 9, 0, Float.NaN, 1}, 1, 3, 2),
        labels(new long[] {0, -100, 1}, 1, 3));
    assertEquals(2, accuracy.counted());
    assertEquals(0.5, accuracy.value());
  }

  @Test
  void comparesWithTheNextTokenOfTheSameSequence() {
    Accuracy accuracy = new Accuracy(-100, LabelAlignment.NEXT_POSITION);
    float[] rows = {0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0};
    accuracy.update(scores(rows, 2, 3, 2), labels(new long[] {7, 1, 0, 7, 1, -100}, 2, 3));
    assertEquals(3, accuracy.counted());
    assertEquals(1, accuracy.value());
  }

  @Test
  void refusesShapesThatDoNotBelongTogether() {
    Accuracy accuracy = new Accuracy(-100, LabelAlignment.SAME_POSITION);
    NamedArray labels = labels(new long[] {0, 1}, 2);
    assertThrows(LntuneException.class, () -> accuracy.update(scores(new float[6], 3, 2), labels));
    assertThrows(LntuneException.class, () -> accuracy.update(scores(new float[2], 2), labels));
  }
}
