package io.lntune.graph.rewrite.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ParityCase;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.RewriteDriver;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import io.lntune.graph.rewrite.opset.NewerOpset;
import io.lntune.graph.rewrite.rule.FuseErfGelu;
import io.lntune.graph.rewrite.rule.FuseQuickGelu;
import io.lntune.graph.rewrite.rule.FuseTanhGelu;
import io.lntune.graph.rewrite.rule.RemoveNoOpDropout;
import io.lntune.graph.rewrite.rule.RemoveRedundantCast;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The passes on really exported models: the outputs on ONNX Runtime must stay the same. */
class ExportedModelsTest {
  /** The same operators with the same operands; only the kernel of another opset may differ. */
  private static final double SAME_OPERATORS = 1e-6;

  /** A fused GELU rounds differently in every layer; the differences add up over the layers. */
  private static final double FUSED = 1e-5;

  /** The same in float16, whose roundings are 2^13 times as large but partly cancel. */
  private static final double FUSED_FLOAT16 = 5e-3;

  @TestFactory
  Stream<DynamicTest> liftingKeepsTheOutputs() {
    return ParityCase.all().stream()
        .map(
            each ->
                dynamicTest(
                    each.name(),
                    () ->
                        compare(
                            each,
                            SAME_OPERATORS,
                            List.of(new InlineFunctions(), new OpsetLift()))));
  }

  @TestFactory
  Stream<DynamicTest> allPassesKeepTheOutputs() {
    List<Pass> passes =
        List.of(
            new InlineFunctions(),
            new ConstantFolding(true),
            new OpsetLift(),
            new ConstantFolding(true),
            new RewriteDriver(
                    List.of(
                        new RemoveRedundantCast(),
                        new RemoveNoOpDropout(),
                        new FuseErfGelu(),
                        new FuseTanhGelu(),
                        new FuseQuickGelu()))
                .asPass("rules", report -> assertTrue(report.complete())),
            new DeadNodeElimination(true),
            new TopologicalOrder());
    return ParityCase.all().stream()
        .map(
            each ->
                dynamicTest(
                    each.name(),
                    () -> compare(each, usesFloat16(each) ? FUSED_FLOAT16 : FUSED, passes)));
  }

  private static boolean usesFloat16(ParityCase each) {
    return each.model().graph().initializers().stream()
        .anyMatch(value -> value.elementType() == DataType.FLOAT16);
  }

  private static void compare(ParityCase each, double tolerance, List<Pass> passes) {
    Map<String, Tensor> feeds = each.inputs();
    Model model = each.model();
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);
    List<String> names = model.graph().outputs().stream().map(Value::name).toList();
    for (Pass pass : passes) {
      pass.run(model);
      GraphCheck.check(model);
    }
    assertEquals(names, model.graph().outputs().stream().map(Value::name).toList());
    if (NewerOpset.remaining(model.graph()).isEmpty()) {
      assertEquals(CanonicalOpset.VERSION, model.opset());
    } else {
      assertTrue(model.opset() > CanonicalOpset.VERSION);
    }
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), tolerance);
    for (Pass pass : passes) {
      assertFalse(pass.run(model), pass.name() + " changes its own result");
    }
  }
}
