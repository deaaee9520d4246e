package io.lntune.graph.differentiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.reference.Array;
import io.lntune.graph.reference.DirectionalCheck;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that let no gradient through, and those that refuse one. */
class ZeroGradientTest {
  private static final GradientRegistry REGISTRY = StandardGradients.registry();

  private final Graph graph = new Graph(null);
  private final Value x = floats("x");
  private final Value w = floats("w");
  private final Value seed = floats("seed");

  static List<OpId> zeroes() {
    return GradientCoverage.operators(REGISTRY, GradientEntry.Zero.class);
  }

  static List<OpId> refusals() {
    return GradientCoverage.operators(REGISTRY, GradientEntry.NotDifferentiable.class);
  }

  @ParameterizedTest
  @MethodSource("zeroes")
  void nothingIsPropagated(OpId op) {
    Value cut = node(op, "cut", x);
    Value y = node(OpId.onnx("Mul"), "y", cut, w);
    List<Node> forward = graph.nodes();
    Map<Value, Value> gradients = differentiate(y, List.of(x, w));
    assertEquals(List.of(w), List.copyOf(gradients.keySet()));
    List<Node> backward = graph.nodes().stream().filter(one -> !forward.contains(one)).toList();
    assertEquals(1, backward.size(), "only the product is differentiated: " + backward);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sign", "Floor", "Ceil", "Round"})
  void theDerivativeIsZeroIndeed(String op) {
    GradientCase subject = CaseBuilder.onnx(op, "between the steps").in(3, 4).build();
    CaseGraph forward = new CaseGraph(subject, DataType.DOUBLE, ShapeKnowledge.STATIC);
    DirectionalCheck check =
        new DirectionalCheck(forward.graph(), forward.feeds(), forward.upstream());
    Array zeros = Array.zeros(DataType.DOUBLE, 3, 4);
    assertEquals(0, check.check("x0", zeros, 1).relativeError());
    Array ones = Array.random(DataType.DOUBLE, new Random(1), 1, 1, 3, 4);
    assertTrue(check.check("x0", ones, 1).relativeError() > 0.1);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aRefusalNamesNodeAndReason(OpId op) {
    Value y = node(op, "spectrum", x);
    LntuneException e = assertThrows(LntuneException.class, () -> differentiate(y, List.of(x)));
    assertEquals(LntuneException.Kind.UNSUPPORTED, e.kind());
    assertTrue(e.where().contains("'spectrum_node'"), e.getMessage());
    String reason = ((GradientEntry.NotDifferentiable) REGISTRY.find(op)).reason();
    assertTrue(e.where().contains(reason), e.getMessage());
    assertTrue(e.remedy().contains("--target"), e.remedy());
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aRefusalDoesNotMatterOffThePath(OpId op) {
    Value constant = node(op, "spectrum", floats("audio"));
    Value y = node(OpId.onnx("Mul"), "y", constant, w);
    assertEquals(1, differentiate(y, List.of(w)).size());
  }

  @Test
  void thereAreEntriesOfBothKinds() {
    assertTrue(zeroes().size() > 30);
    assertTrue(!refusals().isEmpty());
  }

  private Map<Value, Value> differentiate(Value y, List<Value> wanted) {
    return new ReverseMode(REGISTRY, OperatorTarget.STANDARD)
        .differentiate(graph, Map.of(y, seed), wanted);
  }

  private Value floats(String name) {
    Value value = graph.define(name);
    value.setType(new TensorType(DataType.FLOAT, Shape.of(3)));
    return graph.addInput(value);
  }

  private Value node(OpId op, String output, Value... inputs) {
    Value value = graph.define(output);
    value.setType(new TensorType(DataType.FLOAT, Shape.of(3)));
    graph.insert(null, op, output + "_node", List.of(inputs), List.of(value), Map.of());
    return value;
  }
}
