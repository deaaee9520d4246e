package io.lntune.graph.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Applies one rule to a model and checks what holds for every rule: sound links, unchanged names of
 * graph outputs, equal results on ONNX Runtime, and no effect of a second run.
 */
public final class RuleTester {
  /** Two float32 spellings of one formula differ by a few roundings, each 6e-8 of the result. */
  private static final double ROUNDING = 1e-6;

  private static final long SEED = 11;

  private final RewriteRule rule;

  public RuleTester(RewriteRule rule) {
    this.rule = rule;
  }

  /** The rule must fire at least once; returns the operators left, in order. */
  public List<String> fires(Model model) {
    return fires(model, ROUNDING);
  }

  /** The same with a tolerance relative to the largest output. */
  public List<String> fires(Model model, double tolerance) {
    RewriteReport report = apply(model, tolerance);
    assertTrue(report.applied() > 0, "did not fire: " + report);
    assertEquals(0, new RewriteDriver(List.of(rule)).apply(model).applied(), "fires for ever");
    return operators(model);
  }

  /** The rule must not fire; returns the reasons in order of frequency. */
  public List<String> declines(Model model) {
    List<String> before = operators(model);
    RewriteReport report = apply(model, 0);
    assertEquals(0, report.applied(), "fired: " + report);
    assertEquals(before, operators(model));
    return report.rules().get(0).topReasons(8).stream()
        .map(RuleStatistics.Declined::reason)
        .collect(Collectors.toList());
  }

  private RewriteReport apply(Model model, double tolerance) {
    GraphCheck.check(model);
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, SEED);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);
    List<String> names = model.graph().outputs().stream().map(Value::name).toList();
    RewriteReport report = new RewriteDriver(List.of(rule)).apply(model);
    GraphCheck.check(model);
    assertEquals(names, model.graph().outputs().stream().map(Value::name).toList());
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), tolerance);
    return report;
  }

  /** The operators of the graph in order. */
  public static List<String> operators(Model model) {
    return model.graph().nodes().stream().map(Node::op).map(Object::toString).toList();
  }
}
