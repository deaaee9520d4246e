package io.lntune.trainer.optimizer;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The weighted mean of the gradients of several micro-batches, summed in {@code double}. With the
 * number of labelled tokens as weight, the result is that of one large batch whatever the
 * micro-batches' padding; with equal weights it is the mean of their means.
 */
public final class GradientAccumulation {
  private final List<double[]> sums = new ArrayList<>();
  private final List<FloatBuffer> means = new ArrayList<>();
  private double totalWeight;
  private int microBatches;

  /** For gradients of the sizes of {@code parameters}. */
  public GradientAccumulation(List<ParameterState> parameters) {
    for (ParameterState parameter : parameters) {
      sums.add(new double[parameter.size()]);
      means.add(FloatBuffer.allocate(parameter.size()));
    }
  }

  /** Adds the gradients of one micro-batch with weight 1. */
  public void add(List<FloatBuffer> gradients) {
    add(gradients, 1);
  }

  /**
   * Adds the gradients of one micro-batch; one of weight 0, for example without a labelled token,
   * adds nothing even where its gradient is not a number.
   *
   * @param weight share in the mean, not negative
   */
  public void add(List<FloatBuffer> gradients, double weight) {
    if (gradients.size() != sums.size() || !(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(gradients.size() + " gradients of weight " + weight);
    }
    microBatches++;
    if (weight == 0) {
      return;
    }
    totalWeight += weight;
    for (int i = 0; i < sums.size(); i++) {
      double[] sum = sums.get(i);
      FloatBuffer gradient = gradients.get(i);
      if (gradient.limit() != sum.length) {
        throw new IllegalArgumentException(
            "gradient " + i + " has " + gradient.limit() + " elements, not " + sum.length);
      }
      for (int j = 0; j < sum.length; j++) {
        sum[j] += weight * gradient.get(j);
      }
    }
  }

  /** Micro-batches added since the last {@link #reset()}. */
  public int microBatches() {
    return microBatches;
  }

  /** Sum of the weights; 0 means that there is nothing to learn from. */
  public double totalWeight() {
    return totalWeight;
  }

  /** The mean gradients, zero without weight, in memory that the next call overwrites. */
  public List<FloatBuffer> mean() {
    for (int i = 0; i < sums.size(); i++) {
      double[] sum = sums.get(i);
      FloatBuffer mean = means.get(i);
      for (int j = 0; j < sum.length; j++) {
        mean.put(j, totalWeight == 0 ? 0 : (float) (sum[j] / totalWeight));
      }
    }
    return List.copyOf(means);
  }

  /** Starts anew. */
  public void reset() {
    totalWeight = 0;
    microBatches = 0;
    for (double[] sum : sums) {
      Arrays.fill(sum, 0);
    }
  }
}
