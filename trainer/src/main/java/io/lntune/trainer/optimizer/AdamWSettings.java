package io.lntune.trainer.optimizer;

import java.util.List;

/**
 * Constants of {@link AdamW}.
 *
 * @param beta1 share of the running mean of gradients that is kept at every step
 * @param beta2 share of the running mean of squared gradients that is kept at every step
 * @param epsilon added to the denominator
 * @param weightDecay decay per unit of learning rate
 */
public record AdamWSettings(double beta1, double beta2, double epsilon, double weightDecay)
    implements OptimizerSettings {
  /** 0.9, 0.999, 1e-8 and no decay: normalisation parameters are not to be pulled to zero. */
  public static final AdamWSettings DEFAULT = new AdamWSettings(0.9, 0.999, 1e-8, 0);

  public AdamWSettings {
    SettingRange.requireFraction("beta1 of AdamW", beta1);
    SettingRange.requireFraction("beta2 of AdamW", beta2);
    SettingRange.requireNotNegative("epsilon of AdamW", epsilon);
    SettingRange.requireNotNegative("weight decay", weightDecay);
  }

  public AdamWSettings withBetas(double first, double second) {
    return new AdamWSettings(first, second, epsilon, weightDecay);
  }

  public AdamWSettings withEpsilon(double value) {
    return new AdamWSettings(beta1, beta2, value, weightDecay);
  }

  public AdamWSettings withWeightDecay(double decay) {
    return new AdamWSettings(beta1, beta2, epsilon, decay);
  }

  @Override
  public Optimizer create(List<ParameterState> parameters) {
    return new AdamW(this, parameters);
  }
}
