package io.lntune.graph.rewrite.opset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import io.lntune.graph.rewrite.pass.OpsetLift;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpsetChangesTest {
  /** Another kernel of the same operator may sum in another order. */
  private static final double REORDERED = 1e-6;

  /** Rows that refuse the old form; each has a test of its own below. */
  private static final Set<String> REFUSED = Set.of("Scan 9");

  /** Rows whose old form ONNX Runtime does not compute; each has a test of its own below. */
  private static final Set<String> WITHOUT_KERNEL = Set.of("BatchNormalization 14");

  static List<OpsetCases.OpsetCase> cases() {
    return OpsetCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void liftedModelComputesTheSame(OpsetCases.OpsetCase each) {
    Model model = each.sketch().model();
    GraphCheck.check(model);
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 5);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);
    assertTrue(new OpsetLift().run(model));
    GraphCheck.check(model);
    assertEquals(CanonicalOpset.VERSION, model.opset());
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), REORDERED);
  }

  @Test
  void everyChangeHasACase() {
    List<String> missing =
        OpsetChanges.standard().stream()
            .filter(change -> cases().stream().noneMatch(each -> covers(each, change)))
            .map(change -> change.onnxType() + " " + change.version())
            .filter(row -> !REFUSED.contains(row) && !WITHOUT_KERNEL.contains(row))
            .collect(Collectors.toList());
    assertEquals(List.of(), missing);
  }

  private static boolean covers(OpsetCases.OpsetCase each, OpsetChange change) {
    // Upsample turns into Resize on the way, so its cases count for Resize as well.
    return each.sketch().model().opset() < change.version()
        && each.sketch().graph().nodes().stream().anyMatch(node -> node.is(change.onnxType()));
  }

  @Test
  void usedDropoutMaskKeepsItsType() {
    Model model =
        ModelSketch.opset(7)
            .input("x", DataType.FLOAT, 2, 3)
            .node("Dropout", "y m", "x")
            .node("Mul", "z", "m x")
            .outputs("z")
            .model();
    new OpsetLift().run(model);
    GraphCheck.check(model);
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 5);
    Tensor z = RuntimeOutputs.of(model, feeds).get("z");
    TensorAssertions.assertClose(Map.of("x", feeds.get("x")), Map.of("x", z), 0);
  }

  @Test
  void severalOutputsOfBatchNormalizationMeantTraining() {
    ModelSketch sketch =
        ModelSketch.opset(9)
            .input("x", DataType.FLOAT, 2, 3, 4)
            .floats("s", new long[] {3}, 1, 2, 3)
            .node("BatchNormalization", "y mean var saved_mean saved_var", "x s s s s")
            .outputs("y");
    new OpsetLift().run(sketch.model());
    GraphCheck.check(sketch.model());
    Node node = sketch.graph().nodes().get(0);
    assertEquals(1, node.attributes().intValue("training_mode", 0));
    assertEquals(3, node.outputs().size());
  }

  @Test
  void subgraphsAreLifted() {
    ModelSketch outer = ModelSketch.opset(11).input("x", DataType.FLOAT, 2, 3, 4);
    Graph then =
        ModelSketch.graph(outer.graph())
            .node("Unsqueeze", "t", "x", "axes", new long[] {1})
            .outputs("t")
            .graph();
    Graph otherwise =
        ModelSketch.graph(outer.graph())
            .node("Softmax", "s", "x")
            .node("Unsqueeze", "e", "s", "axes", new long[] {1})
            .outputs("e")
            .graph();
    Model model =
        outer
            .input("condition", DataType.BOOL)
            .node("If", "y", "condition", "then_branch", then, "else_branch", otherwise)
            .outputs("y")
            .model();
    Map<String, Tensor> yes = RuntimeOutputs.feeds(model, 5);
    Map<String, Tensor> no = RuntimeOutputs.feeds(model, 5);
    yes.put("condition", Tensor.scalar("condition", DataType.BOOL, 1));
    no.put("condition", Tensor.scalar("condition", DataType.BOOL, 0));
    Map<String, Tensor> thenBefore = RuntimeOutputs.of(model, yes);
    Map<String, Tensor> elseBefore = RuntimeOutputs.of(model, no);
    new OpsetLift().run(model);
    GraphCheck.check(model);
    TensorAssertions.assertClose(thenBefore, RuntimeOutputs.of(model, yes), REORDERED);
    TensorAssertions.assertClose(elseBefore, RuntimeOutputs.of(model, no), REORDERED);
  }

  @Test
  void batchedScanIsRefused() {
    Graph body = ModelSketch.graph(null).input("s", DataType.FLOAT).outputs("s").graph();
    refuses(
        ModelSketch.opset(8)
            .input("x", DataType.FLOAT, 1, 2)
            .node("Scan", "y", "_ x", "body", body, "num_scan_inputs", 0),
        "Scan with a batch axis");
  }

  @Test
  void statisticsPerActivationAreRefused() {
    refuses(
        ModelSketch.opset(7)
            .input("x", DataType.FLOAT, 1, 2)
            .node("BatchNormalization", "y", "x x x x x", "spatial", 0),
        "spatial=0");
  }

  @Test
  void resizeInBothDirectionsIsRefused() {
    refuses(
        ModelSketch.opset(10)
            .input("x", DataType.FLOAT, 4, 4)
            .floats("s", new long[] {2}, 0.5f, 2)
            .node("Resize", "y", "x s"),
        "shrinks one axis");
  }

  private static void refuses(ModelSketch sketch, String reason) {
    Model model = sketch.outputs("y").model();
    LntuneException refusal = assertThrows(LntuneException.class, () -> new OpsetLift().run(model));
    assertEquals(LntuneException.Kind.UNSUPPORTED, refusal.kind());
    assertTrue(refusal.what().contains(reason), refusal.what());
    assertTrue(refusal.where().contains("'n_y'"), refusal.where());
  }
}
