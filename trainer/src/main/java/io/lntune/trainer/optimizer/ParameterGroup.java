package io.lntune.trainer.optimizer;

import io.lntune.graph.LntuneException;
import java.util.OptionalDouble;

/**
 * What differs from one trainable tensor to another.
 *
 * @param learningRateMultiplier factor on the learning rate of the schedule
 * @param weightDecay weight decay instead of the optimizer's; empty to use the optimizer's
 * @param decayOrigin value that decay pulls towards; 0 but for a tensor that stores 1 + w, whose w
 *     is what should decay
 */
public record ParameterGroup(
    double learningRateMultiplier, OptionalDouble weightDecay, double decayOrigin) {
  /** The optimizer's own settings, decay towards 0. */
  public static final ParameterGroup DEFAULT = new ParameterGroup(1, OptionalDouble.empty(), 0);

  public ParameterGroup {
    if (!(learningRateMultiplier >= 0) || Double.isInfinite(learningRateMultiplier)) {
      throw LntuneException.usage(
          "The learning rate multiplier is " + learningRateMultiplier, "Use 0 or more.");
    }
    if (weightDecay.isPresent()) {
      SettingRange.requireNotNegative("weight decay", weightDecay.getAsDouble());
    }
    if (!Double.isFinite(decayOrigin)) {
      throw LntuneException.usage("The decay origin is " + decayOrigin, "Use a number.");
    }
  }

  public ParameterGroup withLearningRateMultiplier(double multiplier) {
    return new ParameterGroup(multiplier, weightDecay, decayOrigin);
  }

  public ParameterGroup withWeightDecay(double decay) {
    return new ParameterGroup(learningRateMultiplier, OptionalDouble.of(decay), decayOrigin);
  }

  public ParameterGroup withDecayOrigin(double origin) {
    return new ParameterGroup(learningRateMultiplier, weightDecay, origin);
  }
}
