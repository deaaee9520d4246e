package io.lntune.trainer.parity;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.PlannedParameter;
import java.util.List;

/** Finds the trained parameter that a reference parameter corresponds to. */
final class ParameterMatch {
  private ParameterMatch() {}

  /** Index into {@code parameters}. */
  static int index(ReferenceParameter reference, List<PlannedParameter> parameters) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(reference.name())) {
        return i;
      }
    }
    int stored = -1;
    for (int i = 0; i < parameters.size(); i++) {
      PlannedParameter parameter = parameters.get(i);
      boolean sameStorage =
          reference.initializers().contains(parameter.initializer())
              || reference.initializers().contains(parameter.name());
      boolean sameConsumer =
          parameter.consumers().stream().anyMatch(reference.consumers()::contains);
      if (sameStorage && sameConsumer) {
        return i;
      }
      if (sameStorage) {
        stored = i;
      }
    }
    if (stored < 0) {
      throw LntuneException.checkFailed(
          "Parameter '" + reference.name() + "' was not recognised as trainable",
          "stored as " + reference.initializers(),
          "See the recogniser's reasons with 'lntune inspect'.");
    }
    return stored;
  }
}
