package io.lntune.trainer.metric;

import io.lntune.graph.LntuneException;
import io.lntune.trainer.data.NamedArray;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Share of labels {@code [...]} (int64) equal to the class with the largest score in {@code [...,
 * classes]} (float). Labels of the ignored index do not count. Of equal scores the first wins; a
 * row with NaN is wrong.
 */
public final class Accuracy implements Metric {
  private final long ignoreIndex;
  private final LabelAlignment alignment;
  private long correct;
  private long counted;

  /**
   * @param ignoreIndex label that is left out, usually -100
   * @param alignment which label a row of scores is compared with
   */
  public Accuracy(long ignoreIndex, LabelAlignment alignment) {
    this.ignoreIndex = ignoreIndex;
    this.alignment = alignment;
  }

  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public void update(NamedArray predictions, NamedArray labels) {
    requireShapes(predictions, labels);
    int classes = Math.toIntExact(predictions.size(-1));
    long positions = labels.rank() == 0 ? 1 : labels.size(-1);
    FloatBuffer scores = predictions.floats();
    LongBuffer expected = labels.longs();
    for (int row = 0; row < expected.limit(); row++) {
      int labelRow = row;
      if (alignment == LabelAlignment.NEXT_POSITION) {
        if (row % positions == positions - 1) {
          continue;
        }
        labelRow = row + 1;
      }
      long label = expected.get(labelRow);
      if (label != ignoreIndex) {
        counted++;
        if (largest(scores, Math.multiplyExact(row, classes), classes) == label) {
          correct++;
        }
      }
    }
  }

  private static void requireShapes(NamedArray predictions, NamedArray labels) {
    boolean equal = predictions.rank() == labels.rank() + 1;
    for (int axis = 0; equal && axis < labels.rank(); axis++) {
      equal = predictions.size(axis) == labels.size(axis);
    }
    if (!equal) {
      throw LntuneException.unsupported(
          "Accuracy needs scores [..., classes] for labels [...] but got "
              + predictions.shape()
              + " and "
              + labels.shape(),
          predictions.name(),
          "Choose the output that holds the class scores.");
    }
  }

  private static int largest(FloatBuffer scores, int start, int classes) {
    int best = -1;
    float bestScore = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < classes; i++) {
      float score = scores.get(start + i);
      if (Float.isNaN(score)) {
        return -1;
      }
      if (best < 0 || score > bestScore) {
        best = i;
        bestScore = score;
      }
    }
    return best;
  }

  /** Labels that were compared. */
  public long counted() {
    return counted;
  }

  @Override
  public double value() {
    return counted == 0 ? Double.NaN : (double) correct / counted;
  }

  @Override
  public void reset() {
    correct = 0;
    counted = 0;
  }
}
