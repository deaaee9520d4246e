package io.lntune.trainer.metric;

import io.lntune.graph.LntuneException;
import io.lntune.trainer.data.NamedArray;
import java.nio.FloatBuffer;

/**
 * Mean of |prediction - label| over all elements, both {@code float}, equal but for size-1 axes.
 */
public final class MeanAbsoluteError implements Metric {
  private final RunningMean mean = new RunningMean();

  @Override
  public String name() {
    return "mean_absolute_error";
  }

  @Override
  public void update(NamedArray predictions, NamedArray labels) {
    FloatBuffer predicted = predictions.floats();
    FloatBuffer expected = labels.floats();
    if (predicted.limit() != expected.limit()) {
      throw LntuneException.unsupported(
          "Mean absolute error needs as many predictions as labels but got "
              + predictions.shape()
              + " and "
              + labels.shape(),
          predictions.name(),
          "Choose the output that holds the predicted values.");
    }
    for (int i = 0; i < expected.limit(); i++) {
      mean.add(Math.abs((double) predicted.get(i) - expected.get(i)));
    }
  }

  @Override
  public double value() {
    return mean.mean();
  }

  @Override
  public void reset() {
    mean.reset();
  }
}
