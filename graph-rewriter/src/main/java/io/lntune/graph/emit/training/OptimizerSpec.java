package io.lntune.graph.emit.training;

/** The optimizer in an optimizer model. */
public sealed interface OptimizerSpec {
  /** AdamW as PyTorch has it, without decay and without clipping. */
  OptimizerSpec DEFAULT = adamW(0, 0);

  /** AdamW with PyTorch's constants. */
  static OptimizerSpec adamW(double weightDecay, double clipNorm) {
    return new AdamW(0.9, 0.999, 1e-8, weightDecay, clipNorm);
  }

  /** Largest global norm of the gradients; 0 for any. */
  double clipNorm();

  /**
   * AdamW with the decay of Loshchilov and Hutter (2019), which is that of {@code
   * torch.optim.AdamW}.
   *
   * @param beta1 share of the running mean of gradients that is kept at every step
   * @param beta2 share of the running mean of squared gradients that is kept at every step
   * @param epsilon added to the denominator
   * @param weightDecay decay towards zero per unit of learning rate
   * @param clipNorm largest global norm of the gradients; 0 for any
   */
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay, double clipNorm)
      implements OptimizerSpec {}

  /**
   * Plain gradient descent; ONNX Runtime has no momentum and no decay for it.
   *
   * @param clipNorm largest global norm of the gradients; 0 for any
   */
  record Sgd(double clipNorm) implements OptimizerSpec {}
}
