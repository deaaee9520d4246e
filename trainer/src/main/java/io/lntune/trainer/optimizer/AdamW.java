package io.lntune.trainer.optimizer;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * AdamW with decoupled decay, for step t from 1:
 *
 * <pre>
 * p = o + (p - o) (1 - lr wd)
 * m = m + (1 - b1) (g - m)
 * v = b2 v + (1 - b2) g g
 * p = p - lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps)
 * </pre>
 *
 * where o is the decay origin. All in {@code float} but the constants of a step, in the order and
 * with the fused roundings of PyTorch's single-tensor path. Source: Loshchilov and Hutter,
 * "Decoupled weight decay regularization" (2019), algorithm 2; {@code torch.optim.AdamW}.
 */
public final class AdamW implements Optimizer {
  private static final int MEAN = 0;
  private static final int SQUARE = 1;

  private final AdamWSettings settings;
  private final Moments moments;

  /** An optimizer that has made no step. */
  public AdamW(AdamWSettings settings, List<ParameterState> parameters) {
    this.settings = settings;
    this.moments = new Moments(parameters, List.of("exp_avg", "exp_avg_sq"));
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
    double rate = learningRate * group.learningRateMultiplier();
    double decay = group.weightDecay().orElse(settings.weightDecay());
    float kept = (float) (1 - rate * decay);
    float origin = (float) group.decayOrigin();
    float meanShare = (float) (1 - settings.beta1());
    float squareKept = (float) settings.beta2();
    float squareShare = (float) (1 - settings.beta2());
    double step = (double) moments.step();
    double meanCorrection = 1 - Math.pow(settings.beta1(), step);
    float stepSize = (float) (-rate / meanCorrection);
    float rootCorrection = (float) Math.sqrt(1 - Math.pow(settings.beta2(), step));
    float epsilon = (float) settings.epsilon();
    float[] mean = moments.array(MEAN, index);
    float[] square = moments.array(SQUARE, index);
    FloatBuffer value = parameter.value();
    for (int i = 0; i < mean.length; i++) {
      float g = gradient.get(i);
      float decayed = origin + (value.get(i) - origin) * kept;
      mean[i] = blend(mean[i], g, meanShare);
      square[i] = FusedArithmetic.multiplyAdd(squareShare * g, g, square[i] * squareKept);
      float denominator = (float) Math.sqrt(square[i]) / rootCorrection + epsilon;
      value.put(i, decayed + stepSize * mean[i] / denominator);
    }
  }

  // PyTorch's lerp goes from the nearer end, which keeps the result exact at both ends.
  private static float blend(float from, float to, float share) {
    return share < 0.5f
        ? FusedArithmetic.multiplyAdd(share, to - from, from)
        : FusedArithmetic.multiplyAdd(share - 1, to - from, to);
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
