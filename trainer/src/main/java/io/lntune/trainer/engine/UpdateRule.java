package io.lntune.trainer.engine;

import io.lntune.graph.LntuneException;
import io.lntune.trainer.optimizer.OptimizerSettings;

/**
 * What an update makes of a gradient; the learning rate comes with each update.
 *
 * @param optimizer kind of optimizer and its constants
 * @param clipNorm largest global gradient norm; 0 for no clipping
 */
public record UpdateRule(OptimizerSettings optimizer, double clipNorm) {
  public UpdateRule {
    if (!(clipNorm >= 0)) {
      throw LntuneException.usage(
          "The largest gradient norm is " + clipNorm, "Use 0 or more; 0 turns clipping off.");
    }
  }
}
