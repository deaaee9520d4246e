package io.lntune.tools.bench;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.List;

/** Guesses the loss from the first output, so that a measurement needs no further options. */
final class LikelyLoss {
  private static final int CLASSIFIER_RANK = 2;
  private static final int LANGUAGE_MODEL_RANK = 3;

  private LikelyLoss() {}

  /** Cross-entropy over logits [batch, classes], or of the next token over [batch, seq, tokens]. */
  static LossSpec of(Graph graph) {
    Value output = graph.outputs().get(0);
    Shape shape = output.shape();
    int rank = shape == null ? -1 : shape.rank();
    if (rank != CLASSIFIER_RANK && rank != LANGUAGE_MODEL_RANK) {
      throw LntuneException.usage(
          "The loss cannot be guessed from the output " + output, "Name it with --loss.");
    }
    boolean next = rank == LANGUAGE_MODEL_RANK;
    return new LossSpec.CrossEntropy("", LossSpec.IGNORE_INDEX, 0, List.of(), next);
  }
}
