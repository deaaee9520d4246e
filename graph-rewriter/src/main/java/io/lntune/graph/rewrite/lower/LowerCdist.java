package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;

/** CDist of {@code com.microsoft}: distances [M, N] between the rows of A [M, K] and B [N, K]. */
final class LowerCdist extends Lowering {
  LowerCdist() {
    super(OpId.microsoft("CDist"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    GraphBuilder builder = core.builder();
    String metric = root.attributes().string("metric", "sqeuclidean");
    boolean squared = metric.equals("sqeuclidean");
    if (!squared && !metric.equals("euclidean")) {
      return Decision.decline("the metric " + metric + " is not known", root);
    }
    Value difference =
        builder.sub(
            builder.unsqueeze(root.requiredInput(0), 1),
            builder.unsqueeze(root.requiredInput(1), 0));
    Map<String, Attribute> last = Map.of("keepdims", new Attribute.IntValue(0));
    String reduction = squared ? "ReduceSumSquare" : "ReduceL2";
    return replaceFirst(root, core.node(reduction, last, difference, builder.longs(2)));
  }
}
