package io.lntune.graph.rewrite.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.Subgraphs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InlineFunctionsTest {
  /** Inlining changes no arithmetic. */
  private static final double EXACT = 0;

  private static final int FLOAT_CODE = 1;

  private static ModelSketch sketch(long opset) {
    ModelSketch sketch = ModelSketch.opset(opset).input("x", DataType.FLOAT, 2, 3);
    sketch.model().opsets().put("local", 1L);
    return sketch;
  }

  private static ModelSketch body(String inputs) {
    ModelSketch body = ModelSketch.graph(null);
    for (String input : inputs.split(" ", -1)) {
      body.untypedInput(input);
    }
    return body;
  }

  private static Function function(
      String name, ModelSketch body, long opset, Map<String, Attribute> defaults) {
    Map<String, Long> opsets = new HashMap<>(Map.of("", opset, "local", 1L));
    return new Function(
        new OpId("local", name), "", body.graph(), List.of(), defaults, opsets, null);
  }

  private static Attribute reference(String name) {
    return new Attribute.Reference(name, FLOAT_CODE);
  }

  private static Model inline(ModelSketch sketch, Function... functions) {
    Model model = sketch.model();
    model.functions().addAll(List.of(functions));
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 7);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);
    assertTrue(new InlineFunctions().run(model));
    GraphCheck.check(model);
    assertTrue(model.functions().isEmpty());
    assertFalse(model.opsets().containsKey("local"));
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), EXACT);
    return model;
  }

  @Test
  void substitutesAttributesAndDefaults() {
    ModelSketch leaky =
        body("v")
            .node("LeakyRelu", "a", "v", "alpha", reference("slope"))
            .node("Elu", "r", "a", "alpha", reference("other"))
            .outputs("r");
    Model model =
        inline(
            sketch(18)
                .node("local::Leaky", "a", "x", "slope", 0.5f)
                .node("local::Leaky", "y", "a")
                .outputs("y"),
            function("Leaky", leaky, 18, Map.of("slope", new Attribute.FloatValue(0.1f))));
    List<Node> nodes = model.graph().nodes();
    assertEquals(List.of("LeakyRelu", "Elu", "LeakyRelu", "Elu"), RuleTester.operators(model));
    assertEquals(0.5f, nodes.get(0).attributes().floatValue("alpha", 0));
    assertEquals(0.1f, nodes.get(2).attributes().floatValue("alpha", 0));
    assertFalse(nodes.get(1).attributes().has("alpha"));
    assertEquals("n_a/n_a", nodes.get(0).name());
    assertEquals("n_a/a", nodes.get(0).requiredOutput(0).name());
    assertEquals("a", nodes.get(1).requiredOutput(0).name());
  }

  @Test
  void inlinesNestedCallsAndOptionalInputs() {
    ModelSketch inner = body("v low high").node("Clip", "r", "v low high").outputs("r");
    ModelSketch outer =
        body("v")
            .node("Constant", "low", "", "value_float", 0.1f)
            .node("local::Inner", "c", "v low")
            .node("Neg", "r", "c")
            .outputs("r c");
    Model model =
        inline(
            sketch(18).node("local::Outer", "y z", "x").outputs("z y"),
            function("Outer", outer, 18, Map.of()),
            function("Inner", inner, 18, Map.of()));
    assertEquals(List.of("Constant", "Clip", "Neg"), RuleTester.operators(model));
    assertEquals(2, model.graph().nodes().get(1).inputs().size());
  }

  @Test
  void returnsInputsAndRepeatedResultsThroughIdentity() {
    ModelSketch body = body("v").node("Neg", "r", "v").outputs("r r v");
    Model model = sketch(18).node("local::Same", "a b c", "x").outputs("a b c").model();
    model.functions().add(function("Same", body, 18, Map.of()));
    assertTrue(new InlineFunctions().run(model));
    GraphCheck.check(model);
    assertEquals(List.of("Neg", "Identity", "Identity"), RuleTester.operators(model));
    assertEquals(3, RuntimeOutputs.of(model, RuntimeOutputs.feeds(model, 7)).size());
  }

  @Test
  void copiesSubgraphs() {
    ModelSketch choice =
        body("v")
            .node("ReduceSum", "s", "v", "keepdims", 0)
            .node("Constant", "zero", "", "value_float", 0f)
            .node("Greater", "positive", "s zero");
    Graph then =
        ModelSketch.graph(choice.graph())
            .node("LeakyRelu", "t", "v", "alpha", reference("slope"))
            .outputs("t")
            .graph();
    Graph otherwise = ModelSketch.graph(choice.graph()).node("Neg", "e", "v").outputs("e").graph();
    choice.node("If", "r", "positive", "then_branch", then, "else_branch", otherwise).outputs("r");
    Model model =
        inline(
            sketch(18)
                .node("local::Choice", "a", "x", "slope", 0.5f)
                .node("local::Choice", "y", "a", "slope", 0.25f)
                .outputs("y"),
            function("Choice", choice, 18, Map.of()));
    assertEquals(8, model.graph().nodeCount());
    Node branch = Subgraphs.of(model.graph().nodes().get(7)).get(0).nodes().get(0);
    assertEquals(0.25f, branch.attributes().floatValue("alpha", 0));
  }

  @Test
  void inheritsAnnotations() {
    ModelSketch body = body("v");
    body.addNode("Neg", "n", "v").metadata().put("name_scopes", "own");
    body.node("Abs", "r", "n").outputs("r");
    ModelSketch sketch = sketch(18);
    sketch.addNode("local::F", "y", "x").metadata().put("name_scopes", "encoder.layer.1");
    Model model = inline(sketch.outputs("y"), function("F", body, 18, Map.of()));
    assertEquals("own", model.graph().nodes().get(0).metadata().get("name_scopes"));
    assertEquals("encoder.layer.1", model.graph().nodes().get(1).metadata().get("name_scopes"));
  }

  @Test
  void liftsBodiesOfAnotherOpset() {
    ModelSketch body = body("v").node("ReduceMean", "r", "v", "axes", new long[] {1}).outputs("r");
    ModelSketch sketch =
        sketch(18).longs("axes", 0).node("local::F", "a", "x").node("ReduceMean", "y", "a axes");
    Model model = sketch.outputs("y").model();
    model.functions().add(function("F", body, 13, Map.of()));
    assertTrue(new InlineFunctions().run(model));
    GraphCheck.check(model);
    assertEquals(CanonicalOpset.VERSION, model.opset());
    assertEquals(2, model.graph().nodes().get(0).inputs().size());
    RuntimeOutputs.of(model, RuntimeOutputs.feeds(model, 7));
  }

  @Test
  void refusesRecursion() {
    Model model = sketch(18).node("local::F", "y", "x").outputs("y").model();
    model
        .functions()
        .add(function("F", body("v").node("local::G", "r", "v").outputs("r"), 18, Map.of()));
    model
        .functions()
        .add(function("G", body("v").node("local::F", "r", "v").outputs("r"), 18, Map.of()));
    LntuneException refusal =
        assertThrows(LntuneException.class, () -> new InlineFunctions().run(model));
    assertEquals(LntuneException.Kind.BAD_INPUT, refusal.kind());
    assertTrue(refusal.where().contains("local::"), refusal.where());
  }

  @Test
  void refusesExplosiveNesting() {
    Model model = sketch(18).node("local::F0", "y", "x").outputs("y").model();
    for (int i = 0; i < 40; i++) {
      String next = i == 39 ? "Neg" : "local::F" + (i + 1);
      ModelSketch body = body("v").node(next, "a", "v").node(next, "r", "a").outputs("r");
      model.functions().add(function("F" + i, body, 18, Map.of()));
    }
    LntuneException refusal =
        assertThrows(LntuneException.class, () -> new InlineFunctions().run(model));
    assertEquals(LntuneException.Kind.UNSUPPORTED, refusal.kind());
  }
}
