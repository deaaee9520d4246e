package io.lntune.trainer.metric;

/** Perplexity of a language model: e to the mean cross-entropy per token, in nats. */
public final class Perplexity {
  private Perplexity() {}

  /** exp({@code meanLoss}); infinite when the loss is too large for a {@code double}. */
  public static double of(double meanLoss) {
    return Math.exp(meanLoss);
  }
}
