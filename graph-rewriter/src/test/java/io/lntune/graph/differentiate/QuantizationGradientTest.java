package io.lntune.graph.differentiate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.RuntimeOutputs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Quantisation in the forward graph passes gradients straight through, also where it clips. */
class QuantizationGradientTest {
  private static final Shape FOUR = Shape.of(4);
  private static final Tensor ELEMENTS = Tensor.ofFloats("x", FOUR, -900, -0.3f, 0.2f, 900);
  private static final Tensor UPSTREAM = Tensor.ofFloats("dy", FOUR, 1, 2, 3, 4);

  private final Graph graph = new Graph(null);
  private final Value x = value("x", DataType.FLOAT, FOUR);
  private final Value dY = value("dy", DataType.FLOAT, FOUR);
  private final Value scale = graph.putInitializer(scalar("scale", DataType.FLOAT, 0.5));
  private final Value zero = graph.putInitializer(scalar("zero", DataType.INT8, 3));

  QuantizationGradientTest() {
    graph.addInput(x);
    graph.addInput(dY);
  }

  @Test
  void throughQuantizeAndDequantize() {
    Value q = value("q", DataType.INT8, FOUR);
    Value y = value("y", DataType.FLOAT, FOUR);
    node("QuantizeLinear", List.of(x, scale, zero), List.of(q));
    node("DequantizeLinear", List.of(q, scale, zero), List.of(y));
    assertStraightThrough(y);
  }

  @Test
  void throughAReshapeOfTheQuantisedValue() {
    Shape square = Shape.of(2, 2);
    Value q = value("q", DataType.INT8, FOUR);
    Value r = value("r", DataType.INT8, square);
    Value d = value("d", DataType.FLOAT, square);
    Value y = value("y", DataType.FLOAT, FOUR);
    Value pair = graph.putInitializer(Tensor.ofLongs("pair", Shape.of(2), 2, 2));
    Value flat = graph.putInitializer(Tensor.ofLongs("flat", Shape.of(1), 4));
    node("QuantizeLinear", List.of(x, scale, zero), List.of(q));
    node("Reshape", List.of(q, pair), List.of(r));
    node("DequantizeLinear", List.of(r, scale, zero), List.of(d));
    node("Reshape", List.of(d, flat), List.of(y));
    assertStraightThrough(y);
  }

  @Test
  void throughDynamicQuantisation() {
    Value q = value("q", DataType.UINT8, FOUR);
    Value found = value("found_scale", DataType.FLOAT, Shape.SCALAR);
    Value offset = value("found_zero", DataType.UINT8, Shape.SCALAR);
    Value y = value("y", DataType.FLOAT, FOUR);
    node("DynamicQuantizeLinear", List.of(x), List.of(q, found, offset));
    node("DequantizeLinear", List.of(q, found, offset), List.of(y));
    assertStraightThrough(y);
  }

  @Test
  void anIntegerProductIsNoSilentEnd() {
    Value q = value("q", DataType.UINT8, FOUR);
    Value found = value("found_scale", DataType.FLOAT, Shape.SCALAR);
    Value offset = value("found_zero", DataType.UINT8, Shape.SCALAR);
    Value product = value("product", DataType.INT32, Shape.SCALAR);
    Value y = value("y", DataType.FLOAT, Shape.SCALAR);
    node("DynamicQuantizeLinear", List.of(x), List.of(q, found, offset));
    node("MatMulInteger", List.of(q, q), List.of(product));
    node("Cast", List.of(product), List.of(y));
    List<ActivePath.Blocker> blockers =
        ActivePath.between(graph, StandardGradients.registry(), List.of(x), List.of(y)).blockers();
    assertEquals(List.of("product"), blockers.stream().map(each -> each.node().name()).toList());
  }

  @Test
  void aQuantisedWeightHasNoGradientOfItsOwn() {
    Value weight =
        graph.putInitializer(
            TensorElements.encode("weight", DataType.INT8, FOUR, new double[] {1, 2, 3, 4}));
    Value w = value("w", DataType.FLOAT, FOUR);
    Value y = value("y", DataType.FLOAT, FOUR);
    node("DequantizeLinear", List.of(weight, scale, zero), List.of(w));
    node("Mul", List.of(x, w), List.of(y));
    int before = graph.nodeCount();
    Map<Value, Value> gradients = differentiate(y);
    assertEquals(List.of(x), List.copyOf(gradients.keySet()));
    assertEquals(before + 1, graph.nodeCount());
  }

  private void assertStraightThrough(Value y) {
    Value gradient = differentiate(y).get(x);
    assertEquals(DataType.FLOAT, gradient.elementType());
    Value output = value("dx", DataType.FLOAT, FOUR);
    node("Identity", List.of(gradient), List.of(output));
    graph.addOutput(output);
    Model model = new Model(graph);
    model.setIrVersion(CanonicalOpset.IR_VERSION);
    model.opsets().put("", CanonicalOpset.VERSION);
    Map<String, Tensor> outputs = RuntimeOutputs.of(model, Map.of("x", ELEMENTS, "dy", UPSTREAM));
    assertTrue(outputs.containsKey("dx"));
    assertArrayEquals(
        TensorElements.toDoubles(UPSTREAM), TensorElements.toDoubles(outputs.get("dx")));
  }

  private Map<Value, Value> differentiate(Value y) {
    return new ReverseMode(StandardGradients.registry(), OperatorTarget.STANDARD)
        .differentiate(graph, Map.of(y, dY), List.of(x));
  }

  private Value value(String name, DataType type, Shape shape) {
    Value value = graph.define(name);
    value.setType(new TensorType(type, shape));
    return value;
  }

  private void node(String type, List<Value> inputs, List<Value> outputs) {
    graph.insert(null, OpId.onnx(type), outputs.get(0).name(), inputs, outputs, Map.of());
  }

  private static Tensor scalar(String name, DataType type, double value) {
    return TensorElements.encode(name, type, Shape.SCALAR, new double[] {value});
  }
}
