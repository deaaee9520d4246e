package io.lntune.graph.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.batch.PartLimit;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.tag.TargetSelector;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private static final LossSpec MEAN_SQUARE = new LossSpec.MeanSquaredError("");

  private static Diagnosis examine(ModelSketch sketch) {
    return new Doctor(OperatorTarget.ONNX_RUNTIME, AssumedSizes.STANDARD)
        .examine(sketch.model(), TargetSelector.ALL_NORMS, MEAN_SQUARE);
  }

  /** x [2, 3, 4, 4] normalised over its last axis: n. */
  private static ModelSketch normalised() {
    return ModelSketch.opset(17)
        .input("x", DataType.FLOAT, 2, 3, 4, 4)
        .floats("ln.weight", new long[] {4}, 1, 2, 3, 4)
        .floats("ln.bias", new long[] {4}, 1, 2, 3, 4)
        .node("LayerNormalization", "n", "x ln.weight ln.bias");
  }

  private static Set<OpId> operators(Diagnosis diagnosis) {
    return diagnosis.blockers().stream().map(Blocker::operator).collect(Collectors.toSet());
  }

  @Test
  void everyOperatorWithoutGradientIsListed() {
    ModelSketch sketch =
        normalised()
            .floats("regions", new long[] {1, 5}, 0, 0, 0, 3, 3)
            .node("MaxRoiPool", "d", "n regions", "pooled_shape", new long[] {1, 1})
            .node("com.microsoft::SampleOp", "i", "n")
            .node("ReduceMean", "m", "i", "axes", new long[] {2, 3}, "keepdims", 0)
            .node("Sum", "y", "d m")
            .outputs("y");
    Diagnosis diagnosis = examine(sketch);
    assertFalse(diagnosis.isReady());
    assertEquals(Set.of(OpId.onnx("MaxRoiPool"), OpId.microsoft("SampleOp")), operators(diagnosis));
    for (Blocker blocker : diagnosis.blockers()) {
      assertEquals(Blocker.Kind.NO_GRADIENT, blocker.kind());
      assertEquals(List.of("ln.weight", "ln.bias"), blocker.parameters());
      assertTrue(blocker.node().startsWith("n_"), blocker.node());
      assertEquals(blocker.operator().domain().isEmpty() ? 17 : 1, blocker.opset());
      assertFalse(blocker.suggestion().isEmpty());
    }
  }

  @Test
  void operatorsThatTheRuntimeDoesNotKnowAreListedWithTheOthers() {
    ModelSketch sketch =
        normalised()
            .node("my.shop::Twist", "t", "n")
            .node("SplitToSequence", "d", "t")
            .node("NoSuchOperator", "e", "d")
            .outputs("e");
    sketch.model().opsets().put("my.shop", 3L);
    Diagnosis diagnosis = examine(sketch);
    Set<String> found =
        diagnosis.blockers().stream()
            .map(each -> each.kind().label() + " " + each.operator() + " " + each.opset())
            .collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "unknown-operator my.shop::Twist 3",
            "unknown-operator NoSuchOperator 17",
            "no-gradient SplitToSequence 17"),
        found);
    assertEquals(List.of("ln.weight", "ln.bias"), diagnosis.blockers().get(0).parameters());
    assertNull(diagnosis.account());
    assertFalse(diagnosis.accountGap().isEmpty());
  }

  @Test
  void anUnknownOperatorAfterTheNormsCutsOffThemAlone() {
    ModelSketch sketch =
        normalised().node("my.shop::Twist", "t", "x").node("Add", "y", "n t").outputs("y");
    sketch.model().opsets().put("my.shop", 1L);
    Diagnosis diagnosis = examine(sketch);
    assertEquals(Set.of(new OpId("my.shop", "Twist")), operators(diagnosis));
    assertEquals(List.of(), diagnosis.blockers().get(0).parameters());
  }

  @Test
  void aNormThatTheLossDoesNotDependOnIsARemark() {
    ModelSketch sketch =
        normalised()
            .floats("other.weight", new long[] {4}, 1, 2, 3, 5)
            .floats("other.bias", new long[] {4}, 1, 2, 3, 5)
            .node("LayerNormalization", "o", "x other.weight other.bias")
            .outputs("n o");
    Diagnosis diagnosis = examine(sketch);
    assertTrue(diagnosis.isReady());
    assertEquals(
        List.of("other.weight", "other.bias"),
        diagnosis.unreached().stream().map(UnreachedParameter::name).toList());
    String reason = diagnosis.unreached().get(0).reason();
    assertTrue(reason.contains("'n'") && reason.contains("'o'"), reason);
  }

  @Test
  void aNormBehindAStepFunctionIsCutOff() {
    Diagnosis diagnosis = examine(normalised().node("Floor", "y", "n").outputs("y"));
    assertFalse(diagnosis.isReady());
    assertEquals(2, diagnosis.unreached().size());
    assertTrue(diagnosis.unreached().get(0).reason().contains("Floor"));
  }

  @Test
  void aRefusedNormIsARemarkWithItsReason() {
    ModelSketch sketch =
        normalised()
            .input("s", DataType.FLOAT, 4)
            .node("LayerNormalization", "y", "n s")
            .outputs("y");
    Diagnosis diagnosis = examine(sketch);
    assertTrue(diagnosis.isReady());
    assertEquals("n_y", diagnosis.refused().get(0).node());
    assertTrue(diagnosis.refused().get(0).reason().contains("computed"));
  }

  @Test
  void aModelWithoutNormsIsBlocked() {
    Diagnosis diagnosis =
        examine(
            ModelSketch.opset(17)
                .input("x", DataType.FLOAT, 2)
                .node("Relu", "y", "x")
                .outputs("y"));
    assertEquals(Blocker.Kind.MODEL, diagnosis.blockers().get(0).kind());
  }

  @Test
  void aTrainedTensorInsideABranchIsReached() {
    assertEquals(Set.of(), operators(examine(choice("Relu"))));
  }

  @Test
  void whatStopsAGradientInsideABranchIsNamedWithTheNodeAround() {
    Diagnosis diagnosis = examine(choice("com.microsoft::SampleOp"));
    assertEquals(Set.of(OpId.onnx("If")), operators(diagnosis));
    Blocker blocker = diagnosis.blockers().get(0);
    assertTrue(blocker.reason().contains("SampleOp)"), blocker.reason());
    assertEquals(List.of("ln.weight", "ln.bias"), blocker.parameters());
  }

  @Test
  void aLoopWhoseStateGrowsIsRefusedByName() {
    ModelSketch outer = normalised();
    outer.initializer(Tensor.ofLongs("steps", Shape.SCALAR, 3));
    ModelSketch body = ModelSketch.graph(outer.graph());
    body.input("i", DataType.INT64).input("go", DataType.BOOL).untypedInput("list");
    Graph graph =
        body.node("Tanh", "squashed", "list")
            .node("ReduceMean", "row", "squashed")
            .node("Add", "next", "row n")
            .node("Concat", "longer", "list next", "axis", 0)
            .node("Identity", "on", "go")
            .outputs("on longer")
            .graph();
    outer.node("Loop", "all", "steps _ n", "body", graph).node("Abs", "y", "all").outputs("y");

    Diagnosis diagnosis = examine(outer);

    assertEquals(Set.of(OpId.onnx("Loop")), operators(diagnosis));
    Blocker blocker = diagnosis.blockers().get(0);
    assertTrue(blocker.reason().contains("'list' changes its shape"), blocker.reason());
    assertTrue(blocker.suggestion().contains("unrolled"), blocker.suggestion());
  }

  private static ModelSketch choice(String op) {
    ModelSketch outer = normalised().input("c", DataType.BOOL);
    Graph then = branch(outer.graph(), op, "n");
    Graph otherwise = branch(outer.graph(), "Neg", "x");
    return outer.node("If", "y", "c", "then_branch", then, "else_branch", otherwise).outputs("y");
  }

  private static Graph branch(Graph outer, String op, String input) {
    return ModelSketch.graph(outer).node(op, op + "_out", input).outputs(op + "_out").graph();
  }

  @Test
  void everyRuleThatNeedsAnUnknownRankIsListed() {
    ModelSketch sketch =
        normalised()
            .input("shape", DataType.INT64, -1)
            .longs("axis", 0)
            .node("Reshape", "r", "n shape")
            .node("ReduceSum", "a", "r _", "keepdims", 0)
            .node("ReduceMax", "b", "r", "keepdims", 0)
            .node("Add", "y", "a b")
            .outputs("y");
    Diagnosis diagnosis = examine(sketch);
    assertEquals(
        Set.of("n_a", "n_b"),
        diagnosis.blockers().stream().map(Blocker::node).collect(Collectors.toSet()));
    for (Blocker blocker : diagnosis.blockers()) {
      assertTrue(blocker.reason().contains("rank"), blocker.reason());
      assertEquals(List.of("ln.weight", "ln.bias"), blocker.parameters());
    }
  }

  /** y = norm(-x [batch, length, 4]) w [4, 5]. */
  private static ModelSketch product() {
    return ModelSketch.opset(17)
        .input("x", DataType.FLOAT, -1, -1, 4)
        .floats("ln.weight", new long[] {4}, 1, 2, 3, 4)
        .floats("w", new long[] {4, 5}, new float[4 * 5])
        .node("Neg", "m", "x")
        .node("LayerNormalization", "n", "m ln.weight")
        .node("MatMul", "y", "n w");
  }

  @Test
  void aWideWeightThatBothDirectionsReadIsCountedOnce() {
    int rows = 256;
    int columns = 1024;
    ModelSketch sketch =
        ModelSketch.opset(17)
            .input("x", DataType.FLOAT, -1, -1, rows)
            .floats("ln.weight", new long[] {rows}, new float[rows])
            .floats("w", new long[] {rows, columns}, new float[rows * columns])
            .node("Neg", "m", "x")
            .node("LayerNormalization", "n", "m ln.weight")
            .node("MatMul", "y", "n w");
    long weights = inParts(sketch.outputs("y"), PartLimit.NONE).peak().weights();
    long once = 4L * rows * columns;
    assertTrue(weights >= once && weights < 2 * once, weights + " bytes");
  }

  private static ComputeAccount inParts(ModelSketch sketch, PartLimit limit) {
    return new Doctor(OperatorTarget.ONNX_RUNTIME, AssumedSizes.STANDARD)
        .withParts(limit)
        .examine(sketch.model(), TargetSelector.ALL_NORMS, MEAN_SQUARE)
        .account();
  }

  @Test
  void whatIsKeptIsOfTheExamplesThatRunAtOnce() {
    ComputeAccount whole = inParts(product().outputs("y"), PartLimit.NONE);
    ComputeAccount threes = inParts(product().outputs("y"), new PartLimit(3, 0));
    assertEquals(8, whole.examplesAtOnce());
    // 3 + 3 + 2, and so are as few rows of 128 each as exceed 256.
    assertEquals(3, threes.examplesAtOnce());
    assertEquals(3, inParts(product().outputs("y"), new PartLimit(0, 257)).examplesAtOnce());
    assertEquals(whole.forwardFlops(), threes.forwardFlops());
    assertEquals(whole.backwardFlops(), threes.backwardFlops());
    assertTrue(threes.keptBytes() < whole.keptBytes() / 2, threes.toString());
    assertTrue(threes.peak().activations() < whole.peak().activations() / 2, threes.toString());
  }

  @Test
  void aBatchThatStaysWholeIsCountedWhole() {
    ModelSketch mixing = product().node("ReduceMean", "z", "y", "axes", new long[] {0});
    assertEquals(8, inParts(mixing.outputs("z"), new PartLimit(1, 0)).examplesAtOnce());
  }

  @Test
  void theFlopsAreThoseOfAHandCount() {
    ComputeAccount account = examine(product().outputs("y")).account();
    assertNotNull(account);
    assertEquals(AssumedSizes.STANDARD, account.sizes());
    // [8 * 128, 4] times [4, 5], two operations each.
    assertEquals(2L * 8 * 128 * 4 * 5, account.forwardFlops());
    // The gradient of the normalised value: [8 * 128, 5] times [5, 4]; the weights stay.
    assertEquals(2L * 8 * 128 * 5 * 4, account.backwardFlops());
    assertEquals(4L * 4, account.trainableBytes());
    assertEquals(0, account.uncounted());
    // Stored: w, and what the added nodes need beside it.
    assertTrue(account.frozenBytes() >= 4L * 4 * 5 && account.frozenBytes() < 200);
    // Kept: the difference from the label for the loss, and what the norm's scale is judged by.
    assertTrue(account.keptBytes() >= 4L * 8 * 128 * 5, account.toString());
  }

  @Test
  void aSequenceThatTheModelDoesNotTakeIsHalvedUntilItDoes() {
    ModelSketch sketch =
        ModelSketch.opset(17)
            .input("x", DataType.FLOAT, -1, -1, 2)
            .floats("ln.weight", new long[] {2}, 1, 2)
            .floats("positions", new long[] {1, 32, 2}, new float[64])
            .node("Add", "a", "x positions")
            .node("LayerNormalization", "y", "a ln.weight")
            .outputs("y");
    ComputeAccount account = examine(sketch).account();
    assertNotNull(account);
    assertEquals(new AssumedSizes(8, 32), account.sizes());
  }

  @Test
  void anOutputThatIsNotThereIsAUsageError() {
    Model model = normalised().outputs("n").model();
    Doctor doctor = new Doctor(OperatorTarget.ONNX_RUNTIME, AssumedSizes.STANDARD);
    LntuneException failure =
        assertThrows(
            LntuneException.class,
            () ->
                doctor.examine(
                    model, TargetSelector.ALL_NORMS, new LossSpec.MeanSquaredError("nothing")));
    assertEquals(LntuneException.Kind.USAGE, failure.kind());
  }
}
