package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets one value take the place of another. A graph output stays the same value with the same name:
 * the node that computes the replacement now produces it, or an {@code Identity} does where the
 * replacement must keep its own name.
 */
final class ValueReplacement {
  private final Node anchor;
  private final DeadNodes deadNodes;
  private final Map<Value, Value> absorbed = new HashMap<>();

  ValueReplacement(Node anchor, DeadNodes deadNodes) {
    this.anchor = anchor;
    this.deadNodes = deadNodes;
  }

  void replace(Value old, Value proposed) {
    Value replacement = absorbed.getOrDefault(proposed, proposed);
    keepType(old, replacement);
    if (!deadNodes.isGraphOutput(old)) {
      old.graph().replaceUses(old, replacement);
      return;
    }
    Node producer = old.producer();
    if (producer != null) {
      producer.graph().setNodeOutput(producer, old.outputIndex(), null);
    }
    Node source = absorbingNode(old, replacement);
    if (source == null) {
      anchor
          .graph()
          .insert(
              anchor,
              OpId.onnx("Identity"),
              old.name(),
              List.of(replacement),
              List.of(old),
              Map.of());
      return;
    }
    Graph graph = old.graph();
    graph.setNodeOutput(source, replacement.outputIndex(), old);
    graph.replaceUses(replacement, old);
    graph.removeValue(replacement);
    absorbed.put(replacement, old);
  }

  /** The node that can produce {@code old} instead of {@code replacement}. */
  private @Nullable Node absorbingNode(Value old, Value replacement) {
    return replacement.graph() != old.graph() || deadNodes.isGraphOutput(replacement)
        ? null
        : replacement.producer();
  }

  private static void keepType(Value old, Value replacement) {
    TensorType known = old.tensorType();
    TensorType present = replacement.tensorType();
    if (replacement.type() == null) {
      replacement.setType(old.type());
    } else if (old.type() == null) {
      old.setType(replacement.type());
    } else if (known != null && present != null && present.shape() == null) {
      replacement.setType(new TensorType(present.elementType(), known.shape()));
    }
  }
}
