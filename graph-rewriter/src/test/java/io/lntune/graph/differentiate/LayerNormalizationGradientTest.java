package io.lntune.graph.differentiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.reference.Array;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each subset of (X, scale, bias) gets its gradients and no more work than they need. */
class LayerNormalizationGradientTest {
  private static final GradientCase ALL =
      CaseBuilder.onnx("LayerNormalization", "subset").in(2, 3, 4).in(4).in(4).build();

  static List<Set<Integer>> subsets() {
    return List.of(
        Set.of(0), Set.of(1), Set.of(2), Set.of(0, 1), Set.of(0, 2), Set.of(1, 2), Set.of(0, 1, 2));
  }

  @ParameterizedTest
  @MethodSource("subsets")
  void isComputedAloneAndEqualsTheWhole(Set<Integer> active) {
    Map<Integer, Array> whole = backward(ALL).evaluate();
    Map<Integer, Array> part = backward(ALL.withActive(active)).evaluate();
    assertEquals(active, part.keySet());
    part.forEach(
        (index, gradient) ->
            assertEquals(whole.get(index).toString(), gradient.toString(), "input " + index));
  }

  @ParameterizedTest
  @MethodSource("subsets")
  void emitsNoNodeThatNothingReads(Set<Integer> active) {
    Graph graph = backward(ALL.withActive(active)).graph();
    for (Node node : graph.nodes()) {
      boolean read =
          node.outputs().stream()
              .anyMatch(output -> !output.uses().isEmpty() || graph.isOutput(output));
      assertTrue(read, node.describe() + " is computed for nothing");
    }
  }

  @ParameterizedTest
  @MethodSource("subsets")
  void statisticsAreTakenFromTheForwardNodeWhereTheyAreNeeded(Set<Integer> active) {
    Graph graph = backward(ALL.withActive(active)).graph();
    Node forward = graph.nodes().get(0);
    assertEquals(active.equals(Set.of(2)) ? 1 : 3, forward.outputs().size());
    assertFalse(graph.nodes().stream().anyMatch(node -> node.is("Sqrt")), "recomputed");
  }

  private static BackwardGraph backward(GradientCase subject) {
    return new BackwardGraph(
        subject, DataType.FLOAT, ShapeKnowledge.STATIC, OperatorTarget.STANDARD);
  }
}
