package io.lntune.trainer.optimizer;

import io.lntune.graph.LntuneException;

/**
 * A fall along a cosine after warm-up: rate = lr max(0, (1 + cos(2 pi cycles progress)) / 2).
 * Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017),
 * equation 5, without restarts.
 *
 * @param learningRate rate at the end of warm-up
 * @param warmupSteps steps of linear rise from 0
 * @param totalSteps step at which the curve ends
 * @param cycles waves of the cosine until then; one half ends at 0
 */
public record CosineSchedule(double learningRate, long warmupSteps, long totalSteps, double cycles)
    implements LearningRateSchedule {
  /** Half a wave: from the highest rate to 0. */
  public static final double HALF_WAVE = 0.5;

  public CosineSchedule {
    Warmup.check(learningRate, warmupSteps, totalSteps);
    if (!(cycles > 0) || Double.isInfinite(cycles)) {
      throw LntuneException.usage("The cosine has " + cycles + " cycles", "Use more than 0.");
    }
  }

  /** Half a wave after warm-up. */
  public CosineSchedule(double learningRate, long warmupSteps, long totalSteps) {
    this(learningRate, warmupSteps, totalSteps, HALF_WAVE);
  }

  @Override
  public double at(long step) {
    if (step < warmupSteps) {
      return learningRate * Warmup.share(step, warmupSteps);
    }
    double progress = Warmup.progress(step, warmupSteps, totalSteps);
    return learningRate * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * progress)));
  }
}
