package io.lntune.trainer.optimizer;

import io.lntune.graph.LntuneException;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Scales all gradients together so that their joint Euclidean norm is at most {@code maxNorm}: the
 * factor is min(1, maxNorm / (norm + 1e-6)). Source: Pascanu, Mikolov and Bengio, "On the
 * difficulty of training recurrent neural networks" (2013); the constant is that of {@code
 * torch.nn.utils.clip_grad_norm_}.
 *
 * @param maxNorm largest allowed norm, above 0
 */
public record GlobalNormClipping(double maxNorm) {
  private static final double SAFE_DIVISION = 1e-6;

  public GlobalNormClipping {
    if (!(maxNorm > 0)) {
      throw LntuneException.usage("The largest gradient norm is " + maxNorm, "Use more than 0.");
    }
  }

  /**
   * Clips {@code gradients} in place. Gradients that contain NaN or infinity are left as they are
   * and reported by {@link ClippedNorm#isFinite()}.
   */
  public ClippedNorm clip(List<FloatBuffer> gradients) {
    double norm = norm(gradients);
    if (!Double.isFinite(norm)) {
      return new ClippedNorm(norm, 1);
    }
    double coefficient = Math.min(1, maxNorm / (norm + SAFE_DIVISION));
    if (coefficient < 1) {
      for (FloatBuffer gradient : gradients) {
        for (int i = 0; i < gradient.limit(); i++) {
          gradient.put(i, gradient.get(i) * (float) coefficient);
        }
      }
    }
    return new ClippedNorm(norm, coefficient);
  }

  /** Euclidean norm of all elements, summed in {@code double}. */
  public static double norm(List<FloatBuffer> gradients) {
    double squares = 0;
    for (FloatBuffer gradient : gradients) {
      for (int i = 0; i < gradient.limit(); i++) {
        double element = gradient.get(i);
        squares += element * element;
      }
    }
    return Math.sqrt(squares);
  }
}
