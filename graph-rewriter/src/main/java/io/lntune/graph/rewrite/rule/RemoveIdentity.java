package io.lntune.graph.rewrite.rule;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RewriteRule;
import java.util.Set;

/**
 * Removes {@code Identity} (opset 21). Declines where the node gives a graph output its name and
 * the input has a name of its own to keep: a graph input, an initializer, a value of a graph around
 * it, or another output.
 */
public final class RemoveIdentity implements RewriteRule {
  private final boolean keepParameterNames;

  /**
   * The rule; with {@code keepParameterNames} it also declines where the input is an initializer.
   * Exporters write {@code Identity(shared initializer) -> original parameter name}, and that name
   * is what a person selects the parameter by.
   */
  public RemoveIdentity(boolean keepParameterNames) {
    this.keepParameterNames = keepParameterNames;
  }

  @Override
  public String name() {
    return "RemoveIdentity";
  }

  @Override
  public Set<OpId> roots() {
    return Set.of(OpId.onnx("Identity"));
  }

  @Override
  public Decision apply(Node root, GraphBuilder builder) {
    Value source = root.requiredInput(0);
    Value output = root.requiredOutput(0);
    if (keepParameterNames && source.initializer() != null) {
      return Decision.decline("the name of a parameter is kept", root);
    }
    Graph graph = root.graph();
    if (graph.isOutput(output)
        && (source.producer() == null || source.graph() != graph || graph.isOutput(source))) {
      return Decision.decline("the name of a graph output is kept", root);
    }
    return Decision.replace(output, source);
  }
}
