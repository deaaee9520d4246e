package io.lntune.graph.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator of the reference evaluator against ONNX Runtime in float32. */
class ReferenceEvaluatorTest {
  /**
   * Float32 has 24 bits (6e-8); sums of some ten terms and approximated functions lose two digits.
   */
  private static final double FLOAT32_TOLERANCE = 1e-5;

  /** Compared by {@link ControlFlowTest}, or names under which ONNX Runtime has no operator. */
  private static final Set<OpId> COMPARED_ELSEWHERE =
      Set.of(
          OpId.onnx("If"),
          OpId.onnx("Loop"),
          OpId.onnx("Scan"),
          OpId.microsoft("LayerNormalization"),
          OpId.microsoft("SimplifiedLayerNormalization"));

  private final ReferenceEvaluator evaluator = new ReferenceEvaluator();

  static List<SingleNode> cases() {
    return Stream.of(
            ElementwiseCases.all(),
            ReductionCases.all(),
            MovementCases.all(),
            SpatialCases.all(),
            NormalizationCases.all())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithOnnxRuntime(SingleNode node) throws OrtException {
    assertAgrees(evaluator, node.graph(), node.opset(), node.feeds());
  }

  @Test
  void everyOperatorHasACase() {
    Set<OpId> missing = new HashSet<>(evaluator.supported());
    cases().forEach(node -> missing.remove(node.op()));
    missing.removeAll(COMPARED_ELSEWHERE);
    assertEquals(Set.of(), missing);
  }

  @Test
  void namesAnOperatorItDoesNotKnow() {
    SingleNode unknown = SingleNode.onnx("Gizmo").in(2);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> evaluator.evaluate(unknown.graph(), unknown.feeds()));
    assertTrue(e.getMessage().contains("Gizmo"), e.getMessage());
  }

  @Test
  void refusesTypesThatTheOperatorOrTheGraphDoesNotAllow() {
    SingleNode mixed = SingleNode.onnx("Add").in(2).longs(1, 2);
    assertThrows(
        IllegalArgumentException.class, () -> evaluator.evaluate(mixed.graph(), mixed.feeds()));
    Graph graph = SingleNode.onnx("Neg").in(2).graph();
    Value output = graph.outputs().get(0);
    Map<String, Array> feeds = Map.of("x0", Array.floats(new long[] {2}, 1, -1));
    output.setType(new TensorType(DataType.FLOAT, Shape.of(3)));
    assertThrows(IllegalArgumentException.class, () -> evaluator.evaluate(graph, feeds));
    output.setType(new TensorType(DataType.INT64, null));
    assertThrows(IllegalArgumentException.class, () -> evaluator.evaluate(graph, feeds));
  }

  @Test
  void feedsReplaceInitializers() {
    Graph graph = new Graph(null);
    Value x = graph.putInitializer(Tensor.ofFloats("x", Shape.of(2), 1, 2));
    Value y = graph.define("y");
    graph.insert(null, OpId.onnx("Neg"), "n", List.of(x), List.of(y), Map.of());
    graph.addOutput(y);
    assertArrayEquals(new double[] {-1, -2}, evaluator.evaluate(graph, Map.of(), "y").data());
    Map<String, Array> feeds = Map.of("x", Array.floats(new long[] {2}, 5, 6));
    assertArrayEquals(new double[] {-5, -6}, evaluator.evaluate(graph, feeds, "y").data());
  }

  @ParameterizedTest
  @MethodSource("emptyCases")
  void emptyArraysKeepTheirShapes(SingleNode node, long[] dims) {
    assertArrayEquals(dims, evaluator.evaluate(node.graph(), node.feeds(), "y0").dims());
  }

  static Stream<Arguments> emptyCases() {
    return Stream.of(
        Arguments.of(SingleNode.onnx("Add").in(0, 3).in(3), new long[] {0, 3}),
        Arguments.of(SingleNode.onnx("MatMul").in(2, 0).in(0, 3), new long[] {2, 3}),
        Arguments.of(SingleNode.onnx("ReduceSum").in(0, 3).longs(0), new long[] {1, 3}),
        Arguments.of(SingleNode.onnx("Softmax").in(2, 0), new long[] {2, 0}),
        Arguments.of(SingleNode.onnx("LayerNormalization").in(0, 4).in(4), new long[] {0, 4}),
        Arguments.of(SingleNode.onnx("Transpose").in(0, 2, 3), new long[] {3, 2, 0}),
        Arguments.of(SingleNode.onnx("Concat").set("axis", 0).in(0, 2).in(3, 2), new long[] {3, 2}),
        Arguments.of(SingleNode.onnx("Slice").in(4, 2).longs(3).longs(1), new long[] {0, 2}),
        Arguments.of(SingleNode.onnx("Gather").in(4, 2).longs(), new long[] {0, 2}),
        Arguments.of(SingleNode.onnx("Reshape").in(0, 3).longs(-1, 3), new long[] {0, 3}),
        Arguments.of(SingleNode.onnx("Conv").in(0, 2, 4).in(3, 2, 2), new long[] {0, 3, 3}));
  }

  static void assertAgrees(
      ReferenceEvaluator evaluator, Graph graph, long opset, Map<String, Array> feeds)
      throws OrtException {
    Map<String, Array> expected = evaluator.evaluate(graph, feeds);
    for (Value output : graph.outputs()) {
      output.setType(new TensorType(expected.get(output.name()).type(), null));
    }
    Map<String, Array> actual = OnnxRuntimeRun.run(graph, opset, feeds);
    for (Value output : graph.outputs()) {
      assertClose(output.name(), expected.get(output.name()), actual.get(output.name()));
    }
  }

  private static void assertClose(String name, Array expected, Array actual) {
    String both = name + ": reference " + expected + ", ONNX Runtime " + actual;
    assertEquals(expected.type(), actual.type(), both);
    assertArrayEquals(expected.dims(), actual.dims(), both);
    for (int i = 0; i < expected.count(); i++) {
      double wanted = expected.data()[i];
      double tolerance = FLOAT32_TOLERANCE * Math.max(1, Math.abs(wanted));
      assertEquals(wanted, actual.data()[i], tolerance, both + " at " + i);
    }
  }
}
