package io.lntune.graph.diagnose;

import io.lntune.graph.ir.OpId;
import io.lntune.graph.rewrite.RewriteReport;
import io.lntune.graph.rewrite.RewriteRule;
import io.lntune.graph.rewrite.RuleStatistics;
import io.lntune.graph.rewrite.lower.LoweringRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person can do about an obstacle. */
final class Suggestions {
  private static final int EXAMPLES = 1;

  private final @Nullable RewriteReport rewriting;

  /** {@code rewriting} tells why fused operators were left; null when rewriting failed. */
  Suggestions(@Nullable RewriteReport rewriting) {
    this.rewriting = rewriting;
  }

  String withoutGradient(OpId op) {
    for (RewriteRule rule : LoweringRules.all()) {
      if (rule.roots().contains(op)) {
        return "The operator is supported in another setting"
            + declined(rule)
            + "; export the model without fusion, or with fixed shapes.";
      }
    }
    return "Train tensors nearer to the loss only (--target), take the loss of another output"
        + " (--loss-output), or replace the operator in the exported module.";
  }

  String unknown(OpId op) {
    return op.domain().isEmpty()
        ? "Export the model with an opset that ONNX Runtime supports; it has no '"
            + op.type()
            + "' in this one."
        : "Export the module from which this operator comes as standard operators; custom operators"
            + " of domain '"
            + op.domain()
            + "' are not supported.";
  }

  private String declined(RewriteRule rule) {
    if (rewriting == null) {
      return "";
    }
    List<RuleStatistics.Declined> reasons = rewriting.rule(rule.name()).topReasons(EXAMPLES);
    return reasons.isEmpty() ? "" : " (here: " + reasons.get(0).example() + ")";
  }
}
