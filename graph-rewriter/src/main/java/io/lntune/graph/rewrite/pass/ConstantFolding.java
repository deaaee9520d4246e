package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.Model;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.RewriteDriver;
import io.lntune.graph.rewrite.fold.FoldRules;
import io.lntune.graph.rewrite.rule.RemoveIdentity;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Evaluates shape arithmetic on small constants. {@code Constant} nodes become initializers of the
 * same name, {@code Shape} of a static shape becomes a constant, {@code Identity} nodes are
 * removed, and nodes of {@link FoldRules} whose inputs are constant are replaced by their result.
 *
 * <p>Weights are never folded: of floating-point tensors only scalars and what came from {@code
 * Constant} nodes are used, so that a parameter stays recognisable behind {@code scale + 1} or a
 * reshape.
 */
public final class ConstantFolding implements Pass {
  private final boolean keepParameterNames;
  private final Set<String> constantsMade = new TreeSet<>();

  /**
   * The pass; {@code keepParameterNames} leaves {@code Identity} nodes fed by a floating-point
   * initializer alone, because exporters give a shared initializer its original names by them.
   */
  public ConstantFolding(boolean keepParameterNames) {
    this.keepParameterNames = keepParameterNames;
  }

  @Override
  public String name() {
    return "ConstantFolding";
  }

  /**
   * Names of the initializers that this pass object made; they hold computed values or {@code
   * Constant} nodes of the exporter, never a stored parameter.
   */
  public Set<String> constantsMade() {
    return Collections.unmodifiableSet(constantsMade);
  }

  @Override
  public boolean run(Model model) {
    FoldingRun folding = new FoldingRun(model.graph());
    boolean folded = folding.run();
    constantsMade.addAll(folding.made());
    RewriteDriver identities = new RewriteDriver(List.of(new RemoveIdentity(keepParameterNames)));
    return identities.apply(model).applied() > 0 || folded;
  }
}
