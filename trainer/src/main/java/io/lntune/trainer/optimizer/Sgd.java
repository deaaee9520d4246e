package io.lntune.trainer.optimizer;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * Stochastic gradient descent with momentum:
 *
 * <pre>
 * g = g + wd (p - o)
 * b = g at the first step, then momentum b + (1 - dampening) g
 * p = p - lr b, or p - lr (g + momentum b) with Nesterov momentum
 * </pre>
 *
 * where o is the decay origin. Source: Sutskever et al., "On the importance of initialization and
 * momentum in deep learning" (2013), in the form of {@code torch.optim.SGD}.
 */
public final class Sgd implements Optimizer {
  private final SgdSettings settings;
  private final Moments moments;

  /** An optimizer that has made no step. */
  public Sgd(SgdSettings settings, List<ParameterState> parameters) {
    this.settings = settings;
    this.moments =
        new Moments(parameters, settings.momentum() == 0 ? List.of() : List.of("momentum_buffer"));
  }

  @Override
  public List<ParameterState> parameters() {
    return moments.parameters();
  }

  @Override
  public void step(double learningRate, List<FloatBuffer> gradients) {
    moments.beginStep(gradients);
    for (int i = 0; i < gradients.size(); i++) {
      update(i, learningRate, gradients.get(i));
    }
  }

  private void update(int index, double learningRate, FloatBuffer gradient) {
    ParameterState parameter = parameters().get(index);
    ParameterGroup group = parameter.group();
    float rate = (float) (-learningRate * group.learningRateMultiplier());
    float decay = (float) group.weightDecay().orElse(settings.weightDecay());
    float origin = (float) group.decayOrigin();
    FloatBuffer value = parameter.value();
    for (int i = 0; i < parameter.size(); i++) {
      float g = gradient.get(i);
      if (decay != 0) {
        g = FusedArithmetic.multiplyAdd(decay, value.get(i) - origin, g);
      }
      value.put(i, FusedArithmetic.multiplyAdd(rate, direction(index, i, g), value.get(i)));
    }
  }

  private float direction(int index, int element, float gradient) {
    if (settings.momentum() == 0) {
      return gradient;
    }
    float momentum = (float) settings.momentum();
    float[] buffer = moments.array(0, index);
    buffer[element] =
        moments.step() == 1
            ? gradient
            : FusedArithmetic.multiplyAdd(
                (float) (1 - settings.dampening()), gradient, buffer[element] * momentum);
    return settings.nesterov()
        ? FusedArithmetic.multiplyAdd(momentum, buffer[element], gradient)
        : buffer[element];
  }

  @Override
  public long stepCount() {
    return moments.step();
  }

  @Override
  public List<String> slots() {
    return moments.slots();
  }

  @Override
  public OptimizerState state() {
    return moments.state();
  }

  @Override
  public void restore(OptimizerState state) {
    moments.restore(state);
  }
}
