package io.lntune.trainer.parity;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How far gradients may be off: {@code max|g - reference| <= atol + rtol max|reference|}, per
 * parameter.
 *
 * @param prefix name prefix of the reference tensors: {@code grad64} (float64), or {@code grad_ste}
 *     (straight-through gradient of a graph that quantises activations)
 */
record GradientTolerance(String prefix, double absolute, double relative) {
  static GradientTolerance of(JsonNode tolerance) {
    JsonNode grad = tolerance.path("grad");
    boolean straightThrough = grad.path("reference").asText().startsWith("grad_ste");
    return new GradientTolerance(
        straightThrough ? "grad_ste" : "grad64",
        grad.path("atol").asDouble(0),
        grad.path("rtol").asDouble(0));
  }

  /**
   * Tolerance of training runs. They were recorded on the model without activation quantisers,
   * which may be further away than the straight-through gradient.
   */
  static GradientTolerance ofTraining(JsonNode tolerance) {
    JsonNode grad = tolerance.path("grad");
    return new GradientTolerance(
        "grad64",
        grad.path("atol").asDouble(0),
        grad.path("rtol_2").asDouble(grad.path("rtol").asDouble(0)));
  }

  double of(double[] reference) {
    return absolute + relative * Numbers.maxAbs(reference);
  }
}
