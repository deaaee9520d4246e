package io.lntune.trainer.optimizer;

import io.lntune.graph.LntuneException;
import java.util.List;

/**
 * Constants of {@link Sgd}.
 *
 * @param momentum share of the momentum buffer that is kept at every step
 * @param dampening share of a gradient that does not enter the buffer
 * @param nesterov whether the update looks one step of momentum ahead
 * @param weightDecay share of the value added to its gradient
 */
public record SgdSettings(double momentum, double dampening, boolean nesterov, double weightDecay)
    implements OptimizerSettings {
  /** Plain gradient descent. */
  public static final SgdSettings DEFAULT = new SgdSettings(0, 0, false, 0);

  public SgdSettings {
    SettingRange.requireNotNegative("momentum", momentum);
    SettingRange.requireNotNegative("weight decay", weightDecay);
    if (!Double.isFinite(dampening)) {
      throw LntuneException.usage("The dampening is " + dampening, "Use a number from 0 to 1.");
    }
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw LntuneException.usage(
          "Nesterov momentum with momentum " + momentum + " and dampening " + dampening,
          "It needs a momentum above 0 and no dampening.");
    }
  }

  public SgdSettings withMomentum(double value) {
    return new SgdSettings(value, dampening, nesterov, weightDecay);
  }

  public SgdSettings withDampening(double value) {
    return new SgdSettings(momentum, value, nesterov, weightDecay);
  }

  public SgdSettings withNesterov(boolean enabled) {
    return new SgdSettings(momentum, dampening, enabled, weightDecay);
  }

  public SgdSettings withWeightDecay(double decay) {
    return new SgdSettings(momentum, dampening, nesterov, decay);
  }

  @Override
  public Optimizer create(List<ParameterState> parameters) {
    return new Sgd(this, parameters);
  }
}
