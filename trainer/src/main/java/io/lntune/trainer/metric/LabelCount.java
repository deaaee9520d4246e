package io.lntune.trainer.metric;

import io.lntune.trainer.data.NamedArray;
import java.nio.LongBuffer;

/** Counts the labels that a loss looks at: the weight of a batch in a mean over tokens. */
public final class LabelCount {
  private LabelCount() {}

  /**
   * Labels (int64) {@code [...]} other than {@code ignoreIndex}; with {@link
   * LabelAlignment#NEXT_POSITION} the first of every sequence is predicted by nothing and left out.
   */
  public static long of(NamedArray labels, long ignoreIndex, LabelAlignment alignment) {
    LongBuffer values = labels.longs();
    long positions = labels.rank() == 0 ? 1 : labels.size(-1);
    long count = 0;
    for (int i = 0; i < values.limit(); i++) {
      boolean predicted = alignment == LabelAlignment.SAME_POSITION || i % positions != 0;
      if (predicted && values.get(i) != ignoreIndex) {
        count++;
      }
    }
    return count;
  }
}
