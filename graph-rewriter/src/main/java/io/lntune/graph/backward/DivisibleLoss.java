package io.lntune.graph.backward;

import io.lntune.graph.batch.BatchDivision;
import io.lntune.graph.differentiate.loss.Loss;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Reachability;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether the loss of a batch is a weighted mean of the losses of its parts, with weights that can
 * be read off the labels, and the predictions keep examples apart.
 */
final class DivisibleLoss {
  private DivisibleLoss() {}

  /**
   * Asks the graph that computes {@code loss}, sorted and not yet differentiated. An input that the
   * loss does not depend on is no obstacle.
   *
   * @param declared inputs of the base
   * @param trainable inputs that hold parameters
   */
  static BatchDivision of(
      Graph graph, LossSpec spec, Loss loss, List<Value> declared, List<Value> trainable) {
    String obstacle = obstacle(spec);
    if (!obstacle.isEmpty()) {
      return BatchDivision.none(obstacle);
    }
    List<Value> read = new ArrayList<>(loss.allPredictions());
    read.add(loss.value());
    Set<Node> needed = Reachability.ancestors(read);
    List<Value> data = new ArrayList<>();
    for (Value input : declared) {
      boolean used = input.uses().stream().anyMatch(use -> needed.contains(use.node()));
      if (used && input.initializer() == null && !trainable.contains(input)) {
        data.add(input);
      }
    }
    return BatchDivision.of(graph, data, loss.allPredictions());
  }

  private static String obstacle(LossSpec spec) {
    List<LossSpec.Term> terms = spec.terms();
    boolean counted = false;
    for (LossSpec.Term term : terms) {
      if (term.loss() instanceof LossSpec.GraphOutput) {
        return "the model computes the loss itself";
      }
      counted |= term.loss() instanceof LossSpec.CrossEntropy;
    }
    return counted && terms.size() > 1 ? "the summed losses count different labels" : "";
  }
}
