package io.lntune.trainer.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.trainer.data.NamedArray;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LabelCountTest {
  private static final long IGNORED = -100;
  private static final NamedArray LABELS =
      NamedArray.ofLongs("labels", new long[] {1, IGNORED, 0, 1, 1, IGNORED}, 2, 3);

  @Test
  void ignoredLabelsDoNotCount() {
    assertEquals(4, LabelCount.of(LABELS, IGNORED, LabelAlignment.SAME_POSITION));
  }

  @Test
  void nothingPredictsTheFirstLabelOfASequence() {
    assertEquals(2, LabelCount.of(LABELS, IGNORED, LabelAlignment.NEXT_POSITION));
  }

  @Test
  void labelsCountByTheWeightsOfTheirClasses() {
    double weight =
        LabelCount.weight(LABELS, IGNORED, LabelAlignment.SAME_POSITION, List.of(0.5, 2.0));
    assertEquals(6.5, weight);
  }
}
