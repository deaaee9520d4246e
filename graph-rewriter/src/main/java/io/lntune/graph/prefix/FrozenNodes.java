package io.lntune.graph.prefix;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.Captures;
import io.lntune.graph.rewrite.OperatorTraits;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes that compute the same from the same data at every step of a training. */
final class FrozenNodes {
  private final List<Node> nodes = new ArrayList<>();
  private @Nullable Node random;

  /** Those of {@code graph}, which is in topological order. */
  FrozenNodes(Graph graph, Collection<Value> trainable) {
    Set<Value> changing = new HashSet<>(trainable);
    for (Node node : graph.nodes()) {
      boolean draws = isRandom(node);
      if (draws && random == null) {
        random = node;
      }
      if (draws || Captures.read(node).stream().anyMatch(changing::contains)) {
        node.outputs().stream().filter(Objects::nonNull).forEach(changing::add);
      } else {
        nodes.add(node);
      }
    }
  }

  /** In topological order. */
  List<Node> list() {
    return nodes;
  }

  /** The first node that draws random numbers; null when none does. */
  @Nullable Node random() {
    return random;
  }

  private static boolean isRandom(Node node) {
    if (draws(node)) {
      return true;
    }
    for (Graph body : Subgraphs.nested(node)) {
      if (body.nodes().stream().anyMatch(FrozenNodes::draws)) {
        return true;
      }
    }
    return false;
  }

  private static boolean draws(Node node) {
    if (node.is("Dropout")) {
      Value mode = node.input(2);
      Tensor stored = mode == null ? null : ConstantTensor.of(mode);
      return mode != null && (stored == null || stored.toLongs()[0] != 0);
    }
    return OperatorTraits.RANDOM.contains(node.op());
  }
}
