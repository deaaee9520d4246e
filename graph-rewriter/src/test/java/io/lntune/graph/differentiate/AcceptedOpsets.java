package io.lntune.graph.differentiate;

import io.lntune.graph.infer.OperatorCheck;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.rewrite.opset.NewerOpset;
import java.util.List;
import java.util.Map;

/** From which opset on an operator exists, as ONNX Runtime's own table of operators says. */
final class AcceptedOpsets {
  private static final long OLDEST = 7;

  /** Operators that a later opset took away, with the last version that has them. */
  private static final Map<String, Long> REMOVED = Map.of("Upsample", 9L, "Scatter", 10L);

  private AcceptedOpsets() {}

  /** For example {@code 13–24}, or {@code 1} for a version of another domain. */
  static String of(OpId op) {
    if (!op.domain().isEmpty()) {
      return "1";
    }
    long low = OLDEST;
    long high = NewerOpset.NEWEST;
    while (low < high) {
      long middle = (low + high) / 2;
      if (exists(op, middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    long last = REMOVED.getOrDefault(op.type(), NewerOpset.NEWEST);
    return low == last ? String.valueOf(low) : low + "–" + last;
  }

  private static boolean exists(OpId op, long opset) {
    Graph graph = new Graph(null);
    Node node = graph.insert(null, op, "n", List.of(), List.of(graph.define("y")), Map.of());
    Model model = new Model(graph);
    model.opsets().put("", opset);
    return OperatorCheck.complaint(model, node) == null;
  }
}
