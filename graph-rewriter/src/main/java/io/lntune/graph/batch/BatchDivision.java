package io.lntune.graph.batch;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Reachability;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Whether the examples of a batch can be run in parts, one part after the other, with the same
 * result for each example.
 *
 * @param obstacle why not; empty when they can
 * @param rows of an example in the layers that normalise it; empty when the model does not tell
 */
public record BatchDivision(String obstacle, List<RowCount> rows) {
  public BatchDivision {
    rows = List.copyOf(rows);
  }

  /** A batch that stays whole, because of {@code obstacle}. */
  public static BatchDivision none(String obstacle) {
    return new BatchDivision(obstacle, List.of());
  }

  /**
   * Follows a sorted graph in canonical form from its data to {@code predictions}.
   *
   * @param data the inputs that data is fed to
   */
  public static BatchDivision of(
      Graph graph, Collection<Value> data, Collection<Value> predictions) {
    Set<Node> needed = Reachability.ancestors(predictions);
    List<Node> nodes = graph.nodes().stream().filter(needed::contains).toList();
    ExampleAxes axes = ExampleAxes.of(data, nodes);
    if (!axes.isBatchDivisible()) {
      return none("the model takes a fixed number of examples at once");
    }
    for (Value prediction : predictions) {
      if (!axes.of(prediction).equals(Dependence.example(0))) {
        Node mixing = axes.mixing();
        return none(
            mixing == null
                ? "output '" + prediction.name() + "' has no axis that counts the examples"
                : "it is not certain that " + mixing.describe() + " keeps examples apart");
      }
    }
    return new BatchDivision("", new NormalizedRows(data, axes).of(nodes));
  }

  /** Whether a batch may be run in parts. */
  public boolean isPossible() {
    return obstacle.isEmpty();
  }
}
