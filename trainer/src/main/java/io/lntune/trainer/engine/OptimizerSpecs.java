package io.lntune.trainer.engine;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.training.OptimizerSpec;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.SgdSettings;

/** Translates update rules to and from what ONNX Runtime Training can do. */
public final class OptimizerSpecs {
  private OptimizerSpecs() {}

  /** The rule of an optimizer model. */
  public static UpdateRule rule(OptimizerSpec spec) {
    return spec instanceof OptimizerSpec.AdamW adam
        ? new UpdateRule(
            new AdamWSettings(adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay()),
            adam.clipNorm())
        : new UpdateRule(SgdSettings.DEFAULT, spec.clipNorm());
  }

  /**
   * The optimizer model for {@code rule}.
   *
   * @throws LntuneException when ONNX Runtime has no such optimizer
   */
  static OptimizerSpec of(UpdateRule rule) {
    if (rule.optimizer() instanceof AdamWSettings adam) {
      return new OptimizerSpec.AdamW(
          adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay(), rule.clipNorm());
    }
    if (!rule.optimizer().equals(SgdSettings.DEFAULT)) {
      throw LntuneException.unsupported(
          "The SGD of ONNX Runtime Training has neither momentum nor weight decay",
          "--engine ort-training",
          "Leave out --momentum and --weight-decay, use adamw, or train with the default engine.");
    }
    return new OptimizerSpec.Sgd(rule.clipNorm());
  }
}
