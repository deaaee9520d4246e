package io.lntune.graph.differentiate.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.Shape;
import io.lntune.graph.reference.Array;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every loss against the numbers of PyTorch. */
class LossReferenceTest {
  /** Settings such as a smoothing of 0.1 are stored as float32 (6e-8) in the graph. */
  private static final double EXACT = 1e-6;

  /** Float32 (6e-8), and losses up to 10 from sums of some ten terms. */
  private static final double FLOAT32 = 5e-6;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cross_entropy",
        "cross_entropy_large_logits",
        "cross_entropy_ignore",
        "cross_entropy_ignore_index_2",
        "cross_entropy_smoothing",
        "cross_entropy_smoothing_ignore",
        "cross_entropy_weight",
        "cross_entropy_weight_ignore",
        "cross_entropy_weight_smoothing",
        "cross_entropy_weight_smoothing_ignore",
        "cross_entropy_token",
        "cross_entropy_token_smoothing_weight",
        "causal_lm",
        "causal_lm_smoothing",
        "mse",
        "l1",
        "bce_with_logits"
      })
  void agreesWithPyTorch(String name) {
    LossReference reference = new LossReference(name);
    Array logits = reference.tensor("logits");
    for (Shape shape : new Shape[] {Shape.of(logits.dims()), null}) {
      LossGraph graph = new LossGraph(reference.spec(), logits, shape, reference.tensor("labels"));
      assertClose(reference, "64", graph.evaluate(), EXACT);
      assertClose(reference, "", graph.run(), FLOAT32);
    }
  }

  private static void assertClose(
      LossReference reference, String suffix, LossGraph.Result result, double tolerance) {
    double loss = reference.tensor("loss" + suffix).item();
    assertEquals(0, result.loss().rank());
    assertEquals(loss, result.loss().item(), tolerance * Math.max(1, loss));
    Array gradient = reference.tensor("grad" + suffix);
    assertArrayEquals(gradient.dims(), result.gradient().dims());
    assertArrayEquals(gradient.data(), result.gradient().data(), tolerance);
  }
}
