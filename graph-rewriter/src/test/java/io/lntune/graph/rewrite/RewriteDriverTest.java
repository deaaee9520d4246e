package io.lntune.graph.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class RewriteDriverTest {
  private record Rule(String name, String root, BiFunction<Node, GraphBuilder, Decision> body)
      implements RewriteRule {
    @Override
    public Set<OpId> roots() {
      return Set.of(OpId.onnx(root));
    }

    @Override
    public Decision apply(Node node, GraphBuilder builder) {
      return body.apply(node, builder);
    }
  }

  private static Rule swap(String from, String to) {
    return new Rule(
        "Swap" + from,
        from,
        (node, builder) ->
            Decision.replace(node.requiredOutput(0), builder.call(to, node.requiredInput(0))));
  }

  private static RewriteReport run(Model model, RewriteRule... rules) {
    RewriteReport report = new RewriteDriver(List.of(rules)).apply(model);
    GraphCheck.check(model);
    return report;
  }

  private static ModelSketch sketch() {
    return ModelSketch.opset(21).input("x", DataType.FLOAT, 2, 3);
  }

  @Test
  void repeatsUntilNothingChanges() {
    Model model = sketch().node("Abs", "y", "x").outputs("y").model();
    RewriteReport report = run(model, swap("Neg", "Exp"), swap("Abs", "Neg"));
    assertEquals(List.of("Exp"), RuleTester.operators(model));
    assertEquals(3, report.sweeps());
    assertTrue(report.complete());
    assertEquals(1, report.rule("SwapAbs").applied());
  }

  @Test
  void stopsRulesThatUndoEachOther() {
    Model model = sketch().node("Abs", "y", "x").outputs("y").model();
    RewriteReport report =
        new RewriteDriver(List.of(swap("Abs", "Neg"), swap("Neg", "Abs")), 5).apply(model);
    assertEquals(5, report.sweeps());
    assertFalse(report.complete());
  }

  @Test
  void keepsGraphOutputAndItsUses() {
    ModelSketch sketch = sketch().node("Abs", "y", "x").node("Relu", "z", "y").outputs("y z");
    Value output = sketch.graph().outputs().get(0);
    run(sketch.model(), swap("Abs", "Neg"));
    assertSame(output, sketch.graph().outputs().get(0));
    assertEquals("y", output.name());
    assertSame(output, sketch.graph().nodes().get(1).input(0));
  }

  @Test
  void twoOutputsReplacedByOneValueKeepTheirNames() {
    ModelSketch sketch =
        sketch().longs("k", 1).node("TopK", "v i", "x k").node("Relu", "w", "v").outputs("v w");
    Rule rule =
        new Rule(
            "Rule",
            "Relu",
            (node, builder) -> {
              Value replacement = builder.call("Abs", builder.graph().inputs().get(0));
              return new Decision.Replace(
                  Map.of(node.requiredOutput(0), replacement, node.requiredInput(0), replacement));
            });
    run(sketch.model(), rule);
    assertEquals(List.of("Abs", "Identity"), RuleTester.operators(sketch.model()));
    assertEquals(List.of("v", "w"), sketch.graph().outputs().stream().map(Value::name).toList());
  }

  @Test
  void sortsWhenAnEarlierValueWasReplaced() {
    ModelSketch sketch =
        sketch()
            .node("Abs", "a", "x")
            .node("Neg", "early", "a")
            .node("Relu", "late", "a")
            .outputs("early late");
    Rule rule =
        new Rule(
            "Rule",
            "Relu",
            (node, builder) ->
                Decision.replace(
                    node.requiredInput(0), builder.call("Exp", builder.graph().inputs().get(0))));
    run(sketch.model(), rule);
    assertEquals(List.of("Exp", "Neg", "Relu"), RuleTester.operators(sketch.model()));
  }

  @Test
  void rewritesSubgraphsAndRemovesThemWithTheirNode() {
    ModelSketch outer = sketch().node("Abs", "a", "x").input("condition", DataType.BOOL);
    Graph then = ModelSketch.graph(outer.graph()).node("Abs", "t", "a").outputs("t").graph();
    Graph otherwise = ModelSketch.graph(outer.graph()).node("Neg", "e", "a").outputs("e").graph();
    Model model =
        outer
            .node("If", "y", "condition", "then_branch", then, "else_branch", otherwise)
            .outputs("y")
            .model();
    run(model, swap("Abs", "Exp"));
    assertTrue(then.nodes().get(0).is("Exp"));
    assertEquals(List.of("Exp", "If"), RuleTester.operators(model));
    Rule dropIf =
        new Rule(
            "Rule",
            "If",
            (node, builder) ->
                Decision.replace(
                    node.requiredOutput(0), builder.call("Relu", builder.graph().inputs().get(0))));
    run(model, dropIf);
    assertEquals(List.of("Relu"), RuleTester.operators(model));
  }

  @Test
  void keepsTypesAndAnnotations() {
    ModelSketch sketch = sketch();
    sketch.addNode("Abs", "a", "x").metadata().put("name_scopes", "encoder");
    Model model = sketch.node("Relu", "y", "a").outputs("y").model();
    Value typed = model.graph().find("a");
    typed.setType(model.graph().find("x").type());
    run(model, swap("Abs", "Neg"));
    Node neg = model.graph().nodes().get(0);
    assertEquals(typed.type(), neg.requiredOutput(0).type());
    assertEquals("encoder", neg.metadata().get("name_scopes"));
  }

  @Test
  void reportsReasonsWithoutNames() {
    Model model =
        sketch()
            .node("Abs", "a", "x")
            .node("Abs", "b", "a")
            .node("Abs", "y", "b")
            .outputs("y")
            .model();
    Rule rule =
        new Rule(
            "Rule",
            "Abs",
            (node, builder) -> {
              builder.call("Neg", node.requiredInput(0));
              return Decision.decline("'" + node.name() + "' is not liked", node);
            });
    RuleStatistics statistics = run(model, rule).rule("Rule");
    assertEquals(3, statistics.tried());
    RuleStatistics.Declined declined = statistics.topReasons(1).get(0);
    assertEquals("'...' is not liked", declined.reason());
    assertEquals(3, declined.count());
    assertEquals("'n_a' is not liked at node 'n_a' (Abs)", declined.example());
    assertEquals(List.of("Abs", "Abs", "Abs"), RuleTester.operators(model));
  }

  @Test
  void refusesAReplacementThatUsesWhatItReplaces() {
    Model model = sketch().node("Abs", "y", "x").outputs("y").model();
    Rule rule =
        new Rule(
            "Rule",
            "Abs",
            (node, builder) ->
                Decision.replace(
                    node.requiredOutput(0), builder.call("Neg", node.requiredOutput(0))));
    assertThrows(IllegalStateException.class, () -> run(model, rule));
  }
}
