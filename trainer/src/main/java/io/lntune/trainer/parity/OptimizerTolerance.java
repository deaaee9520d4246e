package io.lntune.trainer.parity;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How trained values are compared. A gradient that may differ from the reference (reduced
 * precision) is turned by Adam into a full step either way near zero, so there the sign of the way
 * travelled counts where the gradient is clear, and for SGD the allowed gradient error times the
 * rate is added.
 */
final class OptimizerTolerance {
  /** A gradient is clear when it exceeds the allowed error by this factor. */
  private static final double CLEARLY = 10;

  private final ParityCase parity;
  private final String run;
  private final double absolute;
  private final double travel;
  private final boolean perturbed;
  private final GradientTolerance gradient;

  private OptimizerTolerance(
      ParityCase parity, String run, double absolute, double travel, boolean perturbed) {
    this.parity = parity;
    this.run = run;
    this.absolute = absolute;
    this.travel = travel;
    this.perturbed = perturbed;
    this.gradient = GradientTolerance.ofTraining(parity.tolerance());
  }

  static OptimizerTolerance of(ParityCase parity, String run, double learningRate, int steps) {
    JsonNode tolerance = parity.tolerance();
    double absolute =
        tolerance
            .path(run.equals("adamw5") ? "adamw5_abs_on_stable_elements" : "sgd5_abs")
            .asDouble();
    return new OptimizerTolerance(
        parity, run, absolute, learningRate * steps, tolerance.has("adamw5_note"));
  }

  void compare(
      ReferenceParameter parameter, double[] actual, double[] initial, Comparison comparison) {
    double[] expected = parity.numbers(run + "." + parameter.name());
    if (expected == null) {
      return;
    }
    double[] slope = parity.numbers(gradient.prefix() + "." + parameter.name());
    double[] stable = parity.numbers(run + "_stable." + parameter.name());
    double allowed = slope == null ? 0 : gradient.of(slope);
    String what = run + " value of " + parameter.name();
    for (int i = 0; i < expected.length; i++) {
      if (stable != null && stable[i] == 0) {
        continue;
      }
      double wanted = expected[i] + (parameter.onePlus() ? 1 : 0);
      if (!perturbed) {
        comparison.add(what, Math.abs(actual[i] - wanted), absolute);
      } else if (run.equals("sgd5")) {
        comparison.add(what, Math.abs(actual[i] - wanted), absolute + travel * allowed);
      } else if (slope != null && Math.abs(slope[i]) > CLEARLY * allowed) {
        boolean sameWay = Math.signum(actual[i] - initial[i]) == Math.signum(wanted - initial[i]);
        comparison.add(what + " (direction)", sameWay ? 0 : travel, travel / 2);
      }
    }
  }
}
