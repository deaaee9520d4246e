package io.lntune.graph.differentiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which forward value a fused operator takes cannot be told from its schema, so it is fixed here as
 * it was measured in ONNX Runtime Training.
 */
final class TrainingOperatorsTest {
  private final TestGraph subject = new TestGraph();

  private Map<Value, Value> differentiate(Value y, Value... wanted) {
    return subject.differentiate(y, List.of(wanted), TrainingOperators.registry());
  }

  @ParameterizedTest
  @CsvSource({
    "Relu, ReluGrad, y",
    "Sigmoid, SigmoidGrad, y",
    "Tanh, TanhGrad, y",
    "Softmax, SoftmaxGrad_13, y",
    "LogSoftmax, LogSoftmaxGrad_13, y",
    "Gelu, GeluGrad, x",
  })
  void oneOperatorIsTheGradient(String type, String fused, String operand) {
    Value x = subject.input("x");
    Value y = subject.node(type, "y", x);

    Value dX = differentiate(y, x).get(x);

    Node node = dX.producer();
    assertEquals(OpId.microsoft(fused), node.op());
    assertEquals("seed", node.requiredInput(0).name());
    assertEquals(operand, node.requiredInput(1).name());
    assertEquals(x.type(), dX.type());
  }

  @Test
  void theApproximationOfGeluHasItsOwnOperator() {
    Value x = subject.input("x");
    Map<String, Attribute> tanh = Map.of("approximate", new Attribute.StringValue("tanh"));
    Value y = subject.node(OpId.onnx("Gelu"), tanh, "y", x);

    assertEquals(OpId.microsoft("FastGeluGrad"), differentiate(y, x).get(x).producer().op());
  }

  @Test
  void softmaxKeepsItsAxis() {
    Value x = subject.input("x");
    Map<String, Attribute> axis = Map.of("axis", new Attribute.IntValue(0));
    Value y = subject.node(OpId.onnx("Softmax"), axis, "y", x);

    Node node = differentiate(y, x).get(x).producer();

    assertEquals(0, node.attributes().intValue("axis", -1));
  }

  @Test
  void oneNodeHasAllGradientsOfALayerNormalization() {
    Value x = subject.input("x");
    Value scale = subject.input("scale");
    Value bias = subject.input("bias");
    Map<String, Attribute> axis = Map.of("axis", new Attribute.IntValue(0));
    Value y = subject.node(OpId.onnx("LayerNormalization"), axis, "y", x, scale, bias);

    Map<Value, Value> gradients = differentiate(y, x, scale, bias);

    Node node = gradients.get(x).producer();
    assertEquals(OpId.microsoft("LayerNormalizationGrad"), node.op());
    assertEquals(0, node.attributes().intValue("axis", -1));
    assertEquals(x, node.requiredInput(1));
    assertEquals(scale, node.requiredInput(2));
    assertEquals(y.producer().requiredOutput(1), node.requiredInput(3));
    assertEquals(y.producer().requiredOutput(2), node.requiredInput(4));
    assertEquals(node.requiredOutput(1), gradients.get(scale));
    assertEquals(node.requiredOutput(2), gradients.get(bias));
  }

  /** Over the last axis, a scale with another axis is broadcast along the normalised values. */
  @Test
  void aBroadcastScaleGetsTheStandardRule() {
    Value x = subject.input("x");
    Value scale = subject.input("scale");
    Value y = subject.node("LayerNormalization", "y", x, scale);

    differentiate(y, x, scale);

    assertStandard();
  }

  @Test
  void otherTypesThanFloat32GetTheStandardRule() {
    Value x = subject.input("x");
    Value y = subject.node("Sigmoid", "y", x);
    for (Value value : List.of(x, y)) {
      value.setType(new TensorType(DataType.DOUBLE, value.shape()));
    }

    differentiate(y, x);

    assertStandard();
  }

  private void assertStandard() {
    assertFalse(subject.backward().isEmpty());
    assertTrue(
        subject.backward().stream().noneMatch(node -> node.op().domain().equals(OpId.MICROSOFT)));
  }
}
