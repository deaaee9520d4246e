package io.lntune.graph.rewrite.rule;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RewriteRule;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code Dropout(x) -> x} when it never drops anything: no {@code training_mode} input, a constant
 * false one, or a constant ratio of 0. Declines when the mask output is used. ONNX {@code Dropout},
 * opset 12 and later.
 */
public final class RemoveNoOpDropout implements RewriteRule {
  @Override
  public String name() {
    return "RemoveNoOpDropout";
  }

  @Override
  public Set<OpId> roots() {
    return Set.of(OpId.onnx("Dropout"));
  }

  @Override
  public Decision apply(Node root, GraphBuilder builder) {
    Value mask = root.output(1);
    if (mask != null && (!mask.uses().isEmpty() || root.graph().isOutput(mask))) {
      return Decision.decline("the mask '" + mask.name() + "' is used", root);
    }
    Value trainingMode = root.input(2);
    if (trainingMode == null || isConstantZero(trainingMode) || isConstantZero(root.input(1))) {
      return Decision.replace(root.requiredOutput(0), root.requiredInput(0));
    }
    return Decision.decline("the model was exported with active dropout", root);
  }

  private static boolean isConstantZero(@Nullable Value value) {
    Tensor tensor = value == null ? null : ConstantTensor.of(value);
    return tensor != null
        && (tensor.elementType() == DataType.BOOL || tensor.elementType().isFloatingPoint())
        && tensor.elementCount() == 1
        && tensor.toDoubles()[0] == 0;
  }
}
