package io.lntune.graph.canonical;

import io.lntune.graph.infer.BlockedLayoutProbe;
import io.lntune.graph.infer.ShapeOracle;
import io.lntune.graph.infer.SymbolicShapes;
import io.lntune.graph.ir.Model;
import io.lntune.graph.norm.FuseDecomposedNorm;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.RewriteDriver;
import io.lntune.graph.rewrite.RewriteReport;
import io.lntune.graph.rewrite.RewriteRule;
import io.lntune.graph.rewrite.lower.BlockSize;
import io.lntune.graph.rewrite.lower.LoweringRules;
import io.lntune.graph.rewrite.pass.ConstantFolding;
import io.lntune.graph.rewrite.pass.ConstantSharing;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;
import io.lntune.graph.rewrite.pass.MaskedRows;
import io.lntune.graph.rewrite.pass.OpsetLift;
import io.lntune.graph.rewrite.pass.TrailingGaps;
import io.lntune.graph.rewrite.pass.UniqueNodeNames;
import io.lntune.graph.rewrite.rule.FuseErfGelu;
import io.lntune.graph.rewrite.rule.FuseQuickGelu;
import io.lntune.graph.rewrite.rule.FuseTanhGelu;
import io.lntune.graph.rewrite.rule.GatherBeforeDequantize;
import io.lntune.graph.rewrite.rule.RemoveNoOpDropout;
import io.lntune.graph.rewrite.rule.RemoveRedundantCast;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings a model into canonical form: one opset, fused operators lowered to differentiable ones,
 * spelled-out norms and GELUs gathered into one operator each, guards of masked attention asked of
 * the mask, constants folded, every value typed. Requires inlined functions.
 */
public final class CanonicalForm {
  // Before opset 13 Softmax flattens its input, so lifting it needs the rank.
  private static final long FIRST_OPSET_LIFTED_WITHOUT_RANKS = 13;

  private CanonicalForm() {}

  /** Rewrites {@code model} in place, without dropout; returns what the rules did. */
  public static RewriteReport bring(Model model) {
    return bring(model, DropoutSwitch::remove);
  }

  /**
   * The same with the Dropout nodes of the model turned on.
   *
   * @return what turns them off and on again
   * @throws io.lntune.graph.LntuneException when there are none
   */
  public static DropoutSwitch bringWithDropout(Model model) {
    List<DropoutSwitch> switches = new ArrayList<>();
    bring(model, each -> switches.add(DropoutSwitch.install(each)));
    return switches.get(0);
  }

  private static RewriteReport bring(Model model, Consumer<Model> dropout) {
    new TrailingGaps().run(model);
    new UniqueNodeNames().run(model);
    int block = BlockSize.of(model.graph(), BlockedLayoutProbe::machineBlock);
    new ConstantFolding(false).run(model);
    new ConstantSharing().run(model);
    new WidenHalfPrecision().run(model);
    long opset = model.opset();
    if (opset < FIRST_OPSET_LIFTED_WITHOUT_RANKS || opset > CanonicalOpset.VERSION) {
      ShapeOracle.infer(model);
    }
    if (opset > CanonicalOpset.VERSION) {
      new RewriteDriver(LoweringRules.all(block)).apply(model);
    }
    new OpsetLift().run(model);
    dropout.accept(model);
    DecidedBranches.inline(model);
    RewriteDriver driver = new RewriteDriver(rules(block));
    RewriteReport report = driver.apply(model);
    new ConstantFolding(false).run(model);
    new DeadNodeElimination(true).run(model);
    settleSizes(model);
    // Sizes that only bound axes told may be what a rule was missing.
    if (driver.apply(model).applied() > 0) {
      settleSizes(model);
    }
    if (new MaskedRows().run(model)) {
      new DeadNodeElimination(true).run(model);
    }
    // Sizes that were folded and constants that rules made.
    new ConstantSharing().run(model);
    return report;
  }

  /** Types every value with symbols, and folds what is computed from sizes that are fixed. */
  private static void settleSizes(Model model) {
    SymbolicShapes.infer(model);
    if (new ConstantFolding(false).run(model)) {
      new DeadNodeElimination(true).run(model);
    }
  }

  private static List<RewriteRule> rules(int block) {
    List<RewriteRule> rules = new ArrayList<>();
    rules.add(new RemoveNoOpDropout());
    rules.add(new RemoveRedundantCast());
    rules.add(new GatherBeforeDequantize());
    rules.add(new FuseDecomposedNorm());
    rules.add(new FuseErfGelu());
    rules.add(new FuseTanhGelu());
    rules.add(new FuseQuickGelu());
    rules.addAll(LoweringRules.all(block));
    return rules;
  }
}
