package io.lntune.trainer.metric;

/** A weighted mean, for example of losses weighted by examples or tokens. */
public final class RunningMean {
  private double sum;
  private double weight;

  /** Takes in a value of weight 1. */
  public void add(double value) {
    add(value, 1);
  }

  /** Takes in a value; one of weight 0 is left out even when it is not a number. */
  public void add(double value, double itsWeight) {
    if (!(itsWeight >= 0)) {
      throw new IllegalArgumentException("weight " + itsWeight);
    }
    if (itsWeight > 0) {
      sum += value * itsWeight;
      weight += itsWeight;
    }
  }

  /** The mean; NaN when nothing was taken in. */
  public double mean() {
    return weight == 0 ? Double.NaN : sum / weight;
  }

  /** Sum of the weights. */
  public double weight() {
    return weight;
  }

  /** Starts anew. */
  public void reset() {
    sum = 0;
    weight = 0;
  }
}
