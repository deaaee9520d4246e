package io.lntune.trainer.metric;

import io.lntune.trainer.data.NamedArray;
import java.nio.LongBuffer;
import java.util.List;

/** Counts the labels that a loss looks at: the weight of a batch in a mean over tokens. */
public final class LabelCount {
  private LabelCount() {}

  /**
   * Labels (int64) {@code [...]} other than {@code ignoreIndex}; with {@link
   * LabelAlignment#NEXT_POSITION} the first of every sequence is predicted by nothing and left out.
   */
  public static long of(NamedArray labels, long ignoreIndex, LabelAlignment alignment) {
    return (long) weight(labels, ignoreIndex, alignment, List.of());
  }

  /**
   * The same with each label counted by the weight of its class.
   *
   * @param classWeights weight of each class [C]; empty for equal weights
   */
  public static double weight(
      NamedArray labels, long ignoreIndex, LabelAlignment alignment, List<Double> classWeights) {
    LongBuffer values = labels.longs();
    long positions = labels.rank() == 0 ? 1 : labels.size(-1);
    double sum = 0;
    for (int i = 0; i < values.limit(); i++) {
      boolean predicted = alignment == LabelAlignment.SAME_POSITION || i % positions != 0;
      if (predicted && values.get(i) != ignoreIndex) {
        sum += classWeights.isEmpty() ? 1 : classWeights.get(Math.toIntExact(values.get(i)));
      }
    }
    return sum;
  }
}
