package io.lntune.graph.rewrite.lower;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RewriteDriver;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Dynamically quantised layers: quantise, integer product, cast, scale. */
final class IntegerProductLoweringTest {
  private final Random random = new Random(5);
  private final Graph graph = new Graph(null);
  private final GraphBuilder builder = GraphBuilder.atEnd(graph, "test");

  @Test
  void convolutionOverThePaddedZeroPoint() {
    Shape image = Shape.of(2, 4, 5, 5);
    List<Value> quantised = quantised(image);
    Map<String, Attribute> attributes =
        Map.of(
            "group",
            new Attribute.IntValue(2),
            "pads",
            new Attribute.Ints(List.of(1L, 1L, 1L, 1L)));
    Value weights = integers("w", Shape.of(6, 2, 3, 3));
    Value zero =
        builder.constant(
            TensorElements.encode("wz", DataType.INT8, Shape.SCALAR, new double[] {7}));
    compare(image, "ConvInteger", attributes, quantised, weights, zero);
  }

  @Test
  void matrixProduct() {
    Shape rows = Shape.of(3, 4);
    Value zero =
        builder.constant(
            TensorElements.encode("wz", DataType.INT8, Shape.SCALAR, new double[] {7}));
    compare(rows, "MatMulInteger", Map.of(), quantised(rows), integers("w", Shape.of(4, 2)), zero);
  }

  private List<Value> quantised(Shape shape) {
    Value x = graph.define("x");
    x.setType(new TensorType(DataType.FLOAT, shape));
    graph.addInput(x);
    List<Value> parts = builder.calls(OpId.onnx("DynamicQuantizeLinear"), 3, Map.of(), x);
    builder.typed(parts.get(0), DataType.UINT8);
    builder.typed(parts.get(1), DataType.FLOAT);
    builder.typed(parts.get(2), DataType.UINT8);
    return parts;
  }

  private void compare(
      Shape shape,
      String type,
      Map<String, Attribute> attributes,
      List<Value> x,
      Value weights,
      Value zero) {
    OpId op = OpId.onnx(type);
    Value product = builder.call(op, attributes, x.get(0), weights, x.get(2), zero);
    builder.typed(product, DataType.INT32);
    graph.addOutput(builder.mul(builder.cast(product, DataType.FLOAT), x.get(1)));
    double[] values = random.doubles(shape.elementCount(), -1, 2).toArray();
    List<Tensor> feeds = List.of(TensorElements.encode("x", DataType.FLOAT, shape, values));
    double[] expected = OrtRun.outputs(graph, 21, feeds).get(0);

    Model model = new Model(graph);
    model.opsets().put("", 21L);
    new RewriteDriver(List.of(new LowerIntegerProduct())).apply(model);

    assertFalse(
        graph.nodes().stream().anyMatch(node -> node.is(type) && isUsed(node.requiredOutput(0))));
    LoweringCheck.assertClose(expected, OrtRun.outputs(graph, 21, feeds).get(0), type);
  }

  private static boolean isUsed(Value value) {
    return !value.uses().isEmpty();
  }

  private Value integers(String name, Shape shape) {
    double[] values = random.ints(shape.elementCount(), -64, 64).asDoubleStream().toArray();
    return builder.constant(TensorElements.encode(name, DataType.INT8, shape, values));
  }
}
